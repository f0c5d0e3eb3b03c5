internal import ProxyConfiguration

/// Commands that change the conversation itself.
enum SessionCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "prompt",
            usage: "prompt [help | n | i | p | timed]*",
            "toggle interactive mode with prompt",
            session: prompt
        ),
        ControlCommand("user", "lower the level of the current CLI session to user") {
            settings,
            _ in
            settings.level = .user
            return ""
        },
        ControlCommand("operator", "lower the level of the current CLI session to operator") {
            settings,
            _ in
            if settings.level < .operator { return ControlCommand.permissionDenied }
            settings.level = .operator
            return ""
        },
        ControlCommand(
            "expert-mode",
            usage: "expert-mode [on|off]",
            "enable expert-mode for this CLI session",
            level: .admin
        ) { settings, arguments in
            toggle(&settings.isExpert, "expert-mode", arguments)
        },
        ControlCommand(
            "experimental-mode",
            usage: "experimental-mode [on|off]",
            "enable experimental-mode for this CLI session",
            level: .admin
        ) { settings, arguments in
            toggle(&settings.isExperimental, "experimental-mode", arguments)
        },
        ControlCommand(
            "set severity-output",
            usage: "set severity-output [none|number|string]",
            "set presence of severity level in feedback information"
        ) { settings, arguments in
            guard let output = arguments.first.flatMap(SessionSettings.SeverityOutput.init) else {
                return "one of 'none', 'number', 'string' is a required argument\n"
            }
            settings.severityOutput = output
            return ""
        },
        ControlCommand(
            "set timeout",
            usage: "set timeout [cli] <delay>",
            "change a timeout setting"
        ) { settings, arguments in
            guard arguments.first == "cli" else { return "'set timeout' only supports 'cli'.\n" }
            guard arguments.count > 1 else { return "Expects an integer value.\n" }
            guard let time = Duration(operatorsText: arguments[1], unit: .seconds(1)),
                time >= .seconds(1)
            else { return "Invalid timeout value.\n" }
            settings.timeout = time
            return ""
        },
    ]

    private static func toggle(
        _ value: inout Bool,
        _ name: String,
        _ arguments: [String]
    ) -> String {
        guard let word = arguments.first else { return "\(name) is \(value ? "ON" : "OFF")\n" }
        value = word == "on"
        return ""
    }

    private static func prompt(_ settings: inout SessionSettings, _ arguments: [String]) -> String {
        var mode: SessionSettings.Mode?
        for argument in arguments {
            switch argument {
            case "n": mode = .single
            case "i": mode = .interactive
            case "p": mode = .prompt
            case "timed":
                settings.isTimed.toggle()
                mode = mode ?? .prompt
            default: return promptUsage
            }
        }
        settings.mode = mode ?? (settings.mode == .prompt ? .single : .prompt)
        return ""
    }

    private static let promptUsage = """
        Usage: prompt [help | n | i | p | timed]*
        Changes the default prompt and interactive mode. Available options:
          help    display this help
          n       set to single-command mode (no prompt, single command)
          i       set to interactive mode only (no prompt, multi-command)
          p       set to prompt+interactive mode (prompt + multi-command)
          timed   toggle displaying the current date in the prompt
        Without any argument, toggles between n/i->p, p->n.

        """
}

extension Duration {
    /// A time as operators write it: a number with `us`, `ms`, `s`, `m`, `h` or `d`, or that unit.
    init?(operatorsText text: String, unit: Duration) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number <= Int(Int32.max) else { return nil }
        switch text.dropFirst(digits.count) {
        case "": self = unit * number
        case "us": self = .microseconds(number)
        case "ms": self = .milliseconds(number)
        case "s": self = .seconds(number)
        case "m": self = .seconds(60 * number)
        case "h": self = .seconds(3600 * number)
        case "d": self = .seconds(86_400 * number)
        default: return nil
        }
    }
}
