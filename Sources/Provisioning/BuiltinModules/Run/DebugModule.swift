internal import DocumentValues
internal import ModuleContract

/// `debug`: a message, or the value of a variable, in the output.
enum DebugModule: TaskModule {
    struct Arguments: Sendable {
        /// The key of the result and its value.
        var key: String
        var value: Value
        /// Whether the operator asked for less detail than this message is of.
        var isTooDetailed: Bool
    }

    static let description = ModuleDescription(
        name: "debug",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("msg", .raw),
                ArgumentSpecification("var", .raw),
                ArgumentSpecification("verbosity", .integer, defaultValue: 0),
            ],
            rules: [.mutuallyExclusive(["msg", "var"])]
        ),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let isTooDetailed = arguments.integer("verbosity") > context.verbosity
        func shown(_ key: String, _ value: Value) -> Arguments {
            Arguments(key: key, value: value, isTooDetailed: isTooDetailed)
        }
        guard let variable = arguments["var"] else {
            return shown("msg", arguments["msg"] ?? "Hello world!")
        }
        guard let text = variable.string else { return shown(title(of: variable), variable) }
        let isName = !context.foreignArguments.contains("var")
        let value = isName ? try context.controller.expression(text) : nil
        return shown(text, value ?? "VARIABLE IS NOT DEFINED!")
    }

    /// What a value that is no name is shown under.
    private static func title(of value: Value) -> String {
        switch value {
        case .list: "<class 'list'>"
        case .map: "<class 'dict'>"
        default: value.pythonText
        }
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        if arguments.isTooDetailed {
            return Plan(
                result: ["skipped": true, "skipped_reason": "Verbosity threshold not met."]
            )
        }
        return Plan(result: [arguments.key: arguments.value, "_ansible_verbose_always": true])
    }
}
