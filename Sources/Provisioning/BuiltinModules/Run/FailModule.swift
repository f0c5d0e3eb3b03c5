internal import DocumentValues
internal import ModuleContract

/// `fail`: the task fails with a message.
enum FailModule: TaskModule {
    static let description = ModuleDescription(
        name: "fail",
        arguments: ArgumentTable([
            ArgumentSpecification("msg", .raw, defaultValue: "Failed as requested from task")
        ]),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Value {
        arguments["msg"] ?? "Failed as requested from task"
    }

    static func probe(_ arguments: Value) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Value, facts: Void) throws(ModuleFailure) -> Plan {
        throw ModuleFailure(messageText(arguments))
    }
}
