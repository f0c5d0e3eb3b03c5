internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// `wait_for_connection`: until the host can be reached and runs commands.
enum WaitForConnectionModule: TaskModule {
    struct Arguments: Sendable {
        var delay: Duration
        var interval: Duration
        var timeout: Duration
        var connectTimeout: Duration
    }

    static let description = ModuleDescription(
        name: "wait_for_connection",
        arguments: ArgumentTable([
            ArgumentSpecification("connect_timeout", .integer, defaultValue: 5),
            ArgumentSpecification("delay", .integer, defaultValue: 0),
            ArgumentSpecification("sleep", .integer, defaultValue: 1),
            ArgumentSpecification("timeout", .integer, defaultValue: 600),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            delay: .seconds(arguments.integer("delay")),
            interval: .seconds(arguments.integer("sleep")),
            timeout: .seconds(arguments.integer("timeout")),
            connectTimeout: .seconds(max(1, arguments.integer("connect_timeout")))
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        let start = WallTime.now
        var plan = Plan()
        plan.wait = Wait(
            for: "the connection",
            delay: arguments.delay,
            interval: arguments.interval,
            timeout: arguments.timeout,
            connectTimeout: arguments.connectTimeout
        ) {
            .facts(from: [.command(.arguments(["true"]))]) { (replies) throws(ModuleFailure) in
                guard replies.first?.command?.isSuccess == true else {
                    return .notYet("the host runs no commands")
                }
                return .reached([
                    "elapsed": .integer(Int(WallTime.now.seconds - start.seconds))
                ])
            }
        }
        return plan
    }
}
