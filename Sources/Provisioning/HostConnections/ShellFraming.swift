internal import LinuxSystem

/// The text of the long-lived shell, and the lines it is sent.
///
/// The shell reads one line for each command, byte by byte as `read` does, so that bytes after the
/// line are left to the command they belong to. Each command's output and error output stand
/// between a line `RS marker < number` and a line `RS marker > number status`; RS is byte 30, and
/// the marker 128 random bits that the shell is told on its standard input.
enum ShellFraming {
    /// What the long-lived shell runs.
    static let loop: ShellScript = """
        sy_n='
        '
        sy_b() {
          printf '\\036%s<%s\\n' "$sy_m" "$1"
          printf '\\036%s<%s\\n' "$sy_m" "$1" >&2
        }
        sy_e() {
          printf '\\036%s>%s %s\\n' "$sy_m" "$1" "$2"
          printf '\\036%s>%s %s\\n' "$sy_m" "$1" "$2" >&2
        }
        sy_p() {
          [ -z "$sy_f" ] || return 0
          if printf x | dd bs=1 count=1 iflag=fullblock status=none >/dev/null 2>&1
          then sy_f=whole; else sy_f=single; fi
        }
        sy_d() {
          if [ "$sy_f" = whole ]; then dd bs="$1" count="$2" iflag=fullblock status=none
          else dd bs=1 count="$(($1 * $2))" 2>/dev/null; fi
        }
        sy_i() {
          [ "$1" -lt 65536 ] || sy_d 65536 "$(($1 / 65536))"
          [ "$(($1 % 65536))" -eq 0 ] || sy_d "$(($1 % 65536))" 1
        }
        sy_f=
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        export PATH
        unset HISTFILE ENV
        IFS= read -r sy_m || exit 0
        sy_b 0
        printf '%s\\n' "$(id -u)" "$(id -un 2>/dev/null)"
        sy_e 0 0
        while IFS= read -r sy_l; do eval "$sy_l"; done
        """

    /// The line that runs a command as that number.
    static func line(for command: ShellCommand, number: Int, inputByteCount: Int?) -> String {
        let body = "( \(body(of: command)) )"
        guard let inputByteCount else {
            return "sy_b \(number); \(body) </dev/null; sy_e \(number) $?\n"
        }
        // What the command leaves of its input is read away, so that no byte of it becomes a line.
        let fed = "{ \(body); sy_s=$?; cat >/dev/null; exit $sy_s; }"
        return "sy_p; sy_b \(number); sy_i \(inputByteCount) | \(fed); sy_e \(number) $?\n"
    }

    private static func body(of command: ShellCommand) -> String {
        var steps = ""
        if let directory = command.directory { steps += "cd \(word(directory)) || exit 1; " }
        if let mask = command.umask { steps += "umask \(String(mask, radix: 8)); " }
        let environment = command.environment.sorted { $0.key < $1.key }
        let isExported = environment.allSatisfy { isVariableName($0.key) }
        if isExported, !environment.isEmpty {
            let words = environment.map { "\($0.key)=\(word($0.value))" }
            steps += "export \(words.joined(separator: " ")); "
        }
        var prefix: [String] = []
        if let timeout = command.timeout {
            let milliseconds = max(1, timeout.wholeMilliseconds(roundingUp: true))
            prefix += ["timeout", "-k", "5", decimalSeconds(milliseconds)]
        }
        if !isExported { prefix += ["env"] + environment.map { "\($0.key)=\($0.value)" } }
        switch command.program {
        case .arguments(let words):
            return steps + "exec " + (prefix + words).map(word).joined(separator: " ")
        case .script(let script, let parameters) where prefix.isEmpty:
            let parameters = parameters.map { " " + word($0) }.joined()
            return steps + "set --\(parameters); eval \(word(script.text))"
        case .script(let script, let parameters):
            let words = prefix + ["sh", "-c", script.text, "sh"] + parameters
            return steps + "exec " + words.map(word).joined(separator: " ")
        }
    }

    /// A quoted word without a line end in it: the loop reads a command as one line.
    private static func word(_ text: String) -> String {
        ShellQuoting.quote(text).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "'\"$sy_n\"'")
    }

    private static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func decimalSeconds(_ milliseconds: Int64) -> String {
        let rest = String(milliseconds % 1000)
        let padded = String(repeating: "0", count: 3 - rest.count) + rest
        return milliseconds % 1000 == 0
            ? "\(milliseconds / 1000)" : "\(milliseconds / 1000).\(padded)"
    }
}
