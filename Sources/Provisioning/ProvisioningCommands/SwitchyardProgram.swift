internal import Diagnostics
internal import LinuxSystem

/// The program `switchyard`: finds the command of the first word and runs it.
public enum SwitchyardProgram {
    /// The commands, in the order of the help.
    static let commands: [Subcommand] = [
        ProvisionCommand.subcommand,
        AdHocCommand.subcommand,
        LintCommand.subcommand,
        WatchCommand.subcommand,
        DrillCommand.subcommand,
        GameCommand.subcommand,
        HandlersCommand.subcommand,
        InventoryCommand.subcommand,
        VaultCommand.subcommand,
    ]

    /// The commands by the names of Ansible's programs that do the same: linked so, the program
    /// takes that program's command line.
    static let programs: [String: Subcommand] = [
        "ansible": AdHocCommand.subcommand,
        "ansible-inventory": InventoryCommand.subcommand,
        "ansible-playbook": ProvisionCommand.subcommand,
        "ansible-vault": VaultCommand.subcommand,
    ]

    /// Runs the program on the standard streams, by the path that it was called by; answers the
    /// exit status.
    ///
    /// What could not be written to standard output is a failure.
    public static func run(_ words: [String], calledAs path: String) -> Int32 {
        CurrentProcess.raiseOpenFileLimit(upTo: 65_536)
        let status = run(words, calledAs: path, output: .standard)
        guard let problem = CommandOutput.standardOutput.problem else { return status }
        CommandOutput.standard.report([problem])
        return status == ExitStatus.success ? ExitStatus.failure : status
    }

    /// Runs the program under one of its names; answers the exit status.
    public static func run(
        _ words: [String],
        calledAs path: String,
        output: CommandOutput
    ) -> Int32 {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let command = programs[name] else { return run(words, output: output) }
        if words.first == "--version" {
            output.write("\(name) [switchyard \(Release.version)]\n")
            return ExitStatus.success
        }
        return command.run(words, output)
    }

    /// Runs the program with the words after its name; answers the exit status.
    public static func run(_ words: [String], output: CommandOutput) -> Int32 {
        guard let first = words.first else {
            output.writeError(help)
            return ExitStatus.usage
        }
        switch first {
        case "--help", "-h", "help":
            output.write(help)
            return ExitStatus.success
        case "--version", "version":
            output.write("switchyard \(Release.version)\n")
            return ExitStatus.success
        default:
            guard let command = commands.first(where: { $0.name == first }) else {
                let names = commands.map(\.name)
                output.report([Diagnostic.unknown("command", first, among: names, at: nil)])
                return ExitStatus.usage
            }
            return command.run(Array(words.dropFirst()), output)
        }
    }

    private static var help: String {
        let width = (commands.map(\.name.count).max() ?? 0) + 2
        let rows = commands.map { command in
            let pad = String(repeating: " ", count: width - command.name.count)
            return "  \(command.name)\(pad)\(command.summary)"
        }
        let lines =
            [
                "usage: switchyard COMMAND [OPTION]...",
                "",
                "Provisions load balancers and the containers that they run in.",
                "",
                "commands:",
            ] + rows + [
                "",
                "'switchyard COMMAND --help' lists the options of a command.",
            ]
        return lines.joined(separator: "\n") + "\n"
    }
}
