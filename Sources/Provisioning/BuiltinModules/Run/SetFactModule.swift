internal import DocumentValues
internal import ModuleContract

/// `set_fact`: variables of the host for the rest of the run.
enum SetFactModule: TaskModule {
    static let description = ModuleDescription(
        name: "set_fact",
        arguments: ArgumentTable(
            [ArgumentSpecification("cacheable", .bool, defaultValue: false)],
            takesAnyName: true
        ),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> ValueMap {
        var facts = arguments.all
        facts["cacheable"] = nil
        if facts.isEmpty {
            throw ModuleFailure("No key/value pairs provided, at least one is required")
        }
        for name in facts.keys.map({ $0.string ?? "" }) where !isVariableName(name) {
            throw ModuleFailure(
                "The variable name '\(name)' is not valid. Variables must start with a letter or "
                    + "underscore character, and contain only letters, numbers and underscores."
            )
        }
        for entry in facts { facts[entry.key] = booleanOrSame(entry.value) }
        return facts
    }

    /// The words of a boolean become one, as every `set_fact` has them.
    private static func booleanOrSame(_ value: Value) -> Value {
        switch value.string?.lowercased() {
        case "true", "yes": true
        case "false", "no": false
        default: value
        }
    }

    static func probe(_ arguments: ValueMap) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: ValueMap, facts: Void) throws(ModuleFailure) -> Plan {
        Plan(effects: [.setFacts(arguments)], result: ["ansible_facts": .map(arguments)])
    }
}

/// Whether a text can name a variable.
func isVariableName(_ text: String) -> Bool {
    guard let first = text.first, !first.isNumber else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
}
