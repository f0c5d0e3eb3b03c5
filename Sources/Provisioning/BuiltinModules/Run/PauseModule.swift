internal import DocumentValues
internal import ModuleContract

/// `pause`: waits, or asks the operator.
enum PauseModule: TaskModule {
    struct Arguments: Sendable {
        var prompt: String?
        var seconds: Int?
        /// Whether the result tells it in minutes.
        var countsMinutes: Bool
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
        var seconds = arguments.optionalInteger("seconds")
        if let minutes = arguments.optionalInteger("minutes") {
            let (product, isTooLong) = minutes.multipliedReportingOverflow(by: 60)
            if isTooLong { throw ModuleFailure("'minutes' is more than any clock can count") }
            seconds = product
        }
        return Arguments(
            prompt: arguments.optionalString("prompt"),
            // As Ansible's, no pause is shorter.
            seconds: seconds.map { max(1, $0) },
            countsMinutes: arguments.optionalInteger("seconds") == nil,
            showsInput: arguments.bool("echo")
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        let seconds = arguments.seconds
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
            result: [
                "echo": .bool(arguments.showsInput), "rc": 0, "user_input": "",
                "stdout": .string("Paused for \(amount(arguments))"), "stderr": "",
                "delta": .integer(seconds ?? 0),
            ]
        )
    }

    private static func amount(_ arguments: Arguments) -> String {
        let seconds = Double(arguments.seconds ?? 0)
        if !arguments.countsMinutes { return "\(seconds.pythonRepr) seconds" }
        return "\(((seconds / 60 * 100).rounded() / 100).pythonRepr) minutes"
    }
}
