internal import DocumentValues
internal import ModuleContract

/// `set_stats`: values for the summary of the run.
enum SetStatsModule: TaskModule {
    struct Arguments: Sendable {
        var data: ValueMap
        var isPerHost: Bool
        var aggregates: Bool
    }

    static let description = ModuleDescription(
        name: "set_stats",
        arguments: ArgumentTable([
            ArgumentSpecification("data", .raw, defaultValue: [:]),
            ArgumentSpecification("per_host", .raw, defaultValue: false),
            ArgumentSpecification("aggregate", .raw, defaultValue: true),
        ]),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        guard let data = (arguments["data"] ?? [:]).map else {
            throw ModuleFailure("The 'data' option needs to be a dictionary/hash")
        }
        for entry in data {
            let name = entry.key.string ?? ""
            guard isVariableName(name) else {
                throw ModuleFailure(
                    "The variable name '\(name)' is not valid. Variables must start with a letter or "
                        + "underscore character, and contain only letters, numbers and underscores."
                )
            }
        }
        return Arguments(
            data: data,
            isPerHost: isTrue(arguments["per_host"]),
            aggregates: isTrue(arguments["aggregate"])
        )
    }

    /// What is no boolean counts as false, as in Ansible.
    private static func isTrue(_ value: Value?) -> Bool {
        if let flag = value?.bool { return flag }
        if let number = value?.integer { return number == 1 }
        return ["yes", "on", "1", "true", "t", "y"].contains(value?.string?.lowercased())
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        Plan(
            result: [
                "ansible_stats": [
                    "data": .map(arguments.data), "per_host": .bool(arguments.isPerHost),
                    "aggregate": .bool(arguments.aggregates),
                ]
            ]
        )
    }
}
