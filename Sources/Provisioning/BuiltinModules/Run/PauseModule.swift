internal import DocumentValues
internal import ModuleContract

/// `pause`: waits, or asks the operator.
enum PauseModule: TaskModule {
    struct Arguments: Sendable {
        var prompt: String?
        var seconds: Int?
        var showsInput: Bool
    }

    static let description = ModuleDescription(
        name: "pause",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("minutes", .integer),
                ArgumentSpecification("seconds", .integer),
                ArgumentSpecification("prompt"),
                ArgumentSpecification("echo", .bool, defaultValue: true),
            ],
            rules: [.mutuallyExclusive(["minutes", "seconds"])]
        ),
        scope: .run,
        isForAllHosts: true
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let minutes = arguments.optionalInteger("minutes").map { $0 * 60 }
        return Arguments(
            prompt: arguments.optionalString("prompt"),
            seconds: (arguments.optionalInteger("seconds") ?? minutes).map { max(0, $0) },
            showsInput: arguments.bool("echo")
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        let seconds = arguments.seconds
        var result: ValueMap = ["echo": .bool(arguments.showsInput), "rc": 0, "user_input": ""]
        if let seconds {
            let unit =
                seconds % 60 == 0 && seconds > 0 ? "\(seconds / 60) minutes" : "\(seconds) seconds"
            result["stdout"] = .string("Paused for \(unit)")
            result["delta"] = .integer(seconds)
        }
        return Plan(
            effects: [
                .pause(
                    prompt: seconds == nil
                        ? arguments.prompt ?? "Press enter to continue, Ctrl+C to interrupt"
                        : arguments.prompt,
                    duration: seconds.map { .seconds($0) },
                    echo: arguments.showsInput
                )
            ],
            result: result
        )
    }
}
