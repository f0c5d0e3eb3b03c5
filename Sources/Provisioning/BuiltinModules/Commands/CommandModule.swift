internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// `command`: a program with its arguments, no shell.
enum CommandModule: TaskModule {
    static let description = ModuleDescription(
        name: "command",
        arguments: ArgumentTable(
            CommandRun.specifications + [
                ArgumentSpecification("argv", .list(.string)),
                ArgumentSpecification("expand_argument_vars", .bool, defaultValue: true),
            ],
            rules: [
                .mutuallyExclusive(["_raw_params", "argv", "cmd"]),
                .requiredOneOf(["_raw_params", "argv", "cmd"]),
            ],
            freeForm: "_raw_params",
            namesInFreeForm: CommandRun.namesInFreeForm
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> CommandRun {
        var run = try CommandRun(arguments, context: context)
        let given = arguments.strings("argv")
        run.words = given.isEmpty ? try CommandWords.split(run.text) : given
        if run.words.isEmpty { throw ModuleFailure("no command given") }
        run.reported = .list(run.words.map { .string($0) })
        run.expandsVariables = arguments.bool("expand_argument_vars")
        return run
    }

    static func probe(_ arguments: CommandRun) -> Probe<CommandFacts> { arguments.probe }

    static func plan(_ arguments: CommandRun, facts: CommandFacts) throws(ModuleFailure) -> Plan {
        try arguments.plan(facts)
    }
}

/// `shell`: a command line for the target's shell, as the operator wrote it.
enum ShellModule: TaskModule {
    static let description = ModuleDescription(
        name: "shell",
        arguments: ArgumentTable(
            CommandRun.specifications + [ArgumentSpecification("executable", .path)],
            rules: [
                .mutuallyExclusive(["_raw_params", "cmd"]), .requiredOneOf(["_raw_params", "cmd"]),
            ],
            freeForm: "_raw_params",
            namesInFreeForm: CommandRun.namesInFreeForm
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> CommandRun {
        var run = try CommandRun(arguments, context: context)
        let executable = arguments.optionalString("executable") ?? "/bin/sh"
        run.words = [executable, "-c", run.text]
        run.reported = .string(run.text)
        return run
    }

    static func probe(_ arguments: CommandRun) -> Probe<CommandFacts> { arguments.probe }

    static func plan(_ arguments: CommandRun, facts: CommandFacts) throws(ModuleFailure) -> Plan {
        try arguments.plan(facts)
    }
}
