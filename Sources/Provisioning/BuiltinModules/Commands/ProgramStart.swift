internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// The start of a program that may not come about: it is not there, or its directory is not.
///
/// The status 127 alone says nothing, since programs end with it too; a shell that fails to replace
/// itself by the program still runs its trap, and that leaves a mark behind.
struct ProgramStart {
    /// The argument vector.
    let words: [String]
    /// Where the program starts; nil is where the session is.
    let directory: String?
    /// What the result calls the command.
    let reported: Value

    /// The function `sy_enter`: prints why a directory cannot be entered.
    static let entering: ShellScript = """
        sy_enter() {
          if [ -z "$1" ] || (cd -- "$1") 2>/dev/null; then return 0; fi
          if [ -d "$1" ]; then echo denied
          elif [ -e "$1" ]; then echo file
          else echo missing; fi
          return 1
        }
        """

    private static let script: ShellScript =
        "# the command"
        + entering
            + """
            sy_p=$1
            sy_why=$(sy_enter "$2") || {
              printf '\\036not started: directory %s\\n' "$sy_why" >&2
              exit 1
            }
            [ -z "$2" ] || cd -- "$2" || exit 1
            shift 2
            set -- "$sy_p" "$@"
            trap 'printf "\\n\\036not started: program %s\\n" "$?" >&2' EXIT
            exec "$@"
            """

    /// What starts the program, and leaves a mark where it could not.
    var command: ShellCommand {
        .script(Self.script, words.prefix(1) + [directory ?? ""] + words.dropFirst())
    }

    /// Why the program was never started; nil when it ran.
    func failure(_ result: CommandResult) -> ModuleFailure? {
        let mark = "\u{1E}not started: "
        guard let last = result.errorText.split(separator: "\n").last, last.hasPrefix(mark) else {
            return nil
        }
        let parts = last.dropFirst(mark.count).split(separator: " ").map(String.init)
        guard parts.count == 2 else { return nil }
        if parts[0] == "directory" { return directoryFailure(parts[1]) }
        let reason = parts[1] == "126" ? Reason.denied : .missing
        var values = CommandRun.result(cmd: .string(ShellQuoting.quote(words)))
        values["rc"] = .integer(reason.rawValue)
        return ModuleFailure(reason.message(about: words.first ?? ""), result: values)
    }

    /// Why the directory could not be entered, by what `sy_enter` printed.
    func directoryFailure(_ why: String) -> ModuleFailure {
        let reason: Reason =
            switch why {
            case "denied": .denied
            case "file": .noDirectory
            default: .missing
            }
        var values = CommandRun.result(cmd: reported)
        for key in ["rc", "start", "end", "delta"] { values[key] = .null }
        let message = reason.message(about: directory ?? "")
        return ModuleFailure(
            "Unable to change directory before execution: \(message)",
            result: values
        )
    }

    /// Why something could not be started or entered, by its number and in Python's words.
    private enum Reason: Int {
        case missing = 2
        case denied = 13
        case noDirectory = 20

        func message(about path: String) -> String {
            let words =
                switch self {
                case .missing: "No such file or directory"
                case .denied: "Permission denied"
                case .noDirectory: "Not a directory"
                }
            return "[Errno \(rawValue)] \(words): \(EscapedBytes.bytes(path).pythonRepr)"
        }
    }
}
