internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `ping`: whether the host can be reached and runs commands.
enum PingModule: TaskModule {
    static let description = ModuleDescription(
        name: "ping",
        arguments: ArgumentTable([ArgumentSpecification("data", defaultValue: "pong")])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> String {
        let text = arguments.string("data")
        if text == "crash" {
            throw ModuleFailure(
                "boom",
                result: ["rc": 1, "module_stdout": "", "module_stderr": "Exception: boom"]
            )
        }
        return text
    }

    static func probe(_ arguments: String) -> Probe<Void> {
        .facts(from: [.command(.arguments(["true"]))]) { (replies) throws(ModuleFailure) in
            _ = try commandResult(replies.first, doing: "run a command")
        }
    }

    static func plan(_ arguments: String, facts: Void) throws(ModuleFailure) -> Plan {
        Plan(result: ["ping": .string(arguments)])
    }
}
