extension ShellCommand {
    /// The text of `sh` that runs this command, every datum quoted.
    var shellText: String {
        var lines: [String] = []
        if let umask { lines.append("umask \(String(umask, radix: 8))") }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            lines.append("export \(ShellQuoting.quote("\(name)=\(value)"))")
        }
        if let directory {
            lines.append("cd \(ShellQuoting.quote(directory)) || exit 1")
        }
        lines.append(invocation)
        return lines.joined(separator: "\n") + "\n"
    }

    private var invocation: String {
        switch (program, timeout) {
        case (.arguments(let words), nil):
            return "exec \(ShellQuoting.quote(words))"
        case (.script(let script, let parameters), nil):
            return "set -- \(ShellQuoting.quote(parameters))\n\(script.text)"
        case (.arguments(let words), let timeout?):
            return "exec timeout \(Self.seconds(timeout)) \(ShellQuoting.quote(words))"
        case (.script(let script, let parameters), let timeout?):
            let words = ["sh", "-c", script.text, "sh"] + parameters
            return "exec timeout \(Self.seconds(timeout)) \(ShellQuoting.quote(words))"
        }
    }

    private static func seconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return max(1, seconds + (attoseconds > 0 ? 1 : 0))
    }

    /// What is in flight, for the message when the connection is lost.
    var inFlightText: String {
        switch program {
        case .arguments(let words): words.first.map { "the command '\($0)'" } ?? "a command"
        case .script: "a shell fragment"
        }
    }
}
