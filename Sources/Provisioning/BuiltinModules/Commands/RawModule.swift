internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `raw`: a command line for the target's shell, and nothing around it.
enum RawModule: TaskModule {
    struct Arguments: Sendable {
        /// The command line as the operator wrote it.
        var text: String
        /// The shell that reads it.
        var shell: String
        /// Whether it is not to run: what it would do can't be foreseen.
        var isCheckMode: Bool
    }

    static let description = ModuleDescription(
        name: "raw",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("_raw_params", isRequired: true),
                ArgumentSpecification("executable"),
            ],
            freeForm: "_raw_params",
            namesInFreeForm: CommandRun.namesInFreeForm
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            text: arguments.string("_raw_params"),
            shell: arguments.optionalString("executable") ?? "/bin/sh",
            isCheckMode: context.isCheckMode
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Bool> { .known(true) }

    static func plan(_ arguments: Arguments, facts: Bool) throws(ModuleFailure) -> Plan {
        if arguments.isCheckMode { return Plan(result: ["skipped": true]) }
        let command = ShellCommand.arguments([arguments.shell, "-c", arguments.text])
        var plan = Plan(changes: [Change("run \(arguments.text)", requests: [.command(command)])])
        plan.finish = { (replies, result) throws(ModuleFailure) in
            result.values.merge(try wholeOutput(of: replies.first))
        }
        return plan
    }
}

/// What a command of `raw` or `script` printed, its line ends kept; it has to have succeeded.
func wholeOutput(of reply: HostReply?) throws(ModuleFailure) -> ValueMap {
    guard let finished = reply?.command else {
        throw ModuleFailure("the command gave no reply")
    }
    var values = commandValues(finished, stripsEnds: false)
    guard finished.exitStatus == 0 else {
        values["changed"] = true
        throw ModuleFailure("non-zero return code", result: values)
    }
    return values
}
