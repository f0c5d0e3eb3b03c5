internal import DocumentValues
internal import ModuleContract

/// `assert`: conditions that have to hold.
enum AssertModule: TaskModule {
    struct Arguments: Sendable {
        /// The first condition that does not hold.
        var failed: Value?
        var failureMessage: Value
        var successMessage: Value
        var isQuiet: Bool
    }

    static let description = ModuleDescription(
        name: "assert",
        arguments: ArgumentTable([
            ArgumentSpecification("that", .raw, isRequired: true),
            ArgumentSpecification("fail_msg", .raw, aliases: ["msg"]),
            ArgumentSpecification("success_msg", .raw),
            ArgumentSpecification("quiet", .bool, defaultValue: false),
        ]),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let given = arguments["that"] ?? .null
        let conditions = given.list ?? [given]
        var failed: Value?
        for condition in conditions where failed == nil {
            if try !holds(condition, context) { failed = condition }
        }
        return Arguments(
            failed: failed,
            failureMessage: arguments["fail_msg"] ?? "Assertion failed",
            successMessage: arguments["success_msg"] ?? "All assertions passed",
            isQuiet: arguments.bool("quiet")
        )
    }

    private static func holds(
        _ condition: Value,
        _ context: ModuleContext
    ) throws(ModuleFailure) -> Bool {
        switch condition {
        case .bool(let flag): flag
        case .string(let text): try context.controller.evaluate(condition: text)
        default: condition.isTruthy
        }
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        guard let failed = arguments.failed else {
            var result: ValueMap = ["msg": arguments.successMessage]
            if !arguments.isQuiet { result["_ansible_verbose_always"] = true }
            return Plan(result: result)
        }
        var result: ValueMap = ["assertion": failed, "evaluated_to": false]
        result["msg"] = arguments.failureMessage
        throw ModuleFailure(messageText(arguments.failureMessage), result: result)
    }
}

/// A message that may be a list, as one text.
func messageText(_ value: Value) -> String {
    guard let list = value.list else { return value.pythonText }
    return list.map(\.pythonText).joined(separator: "\n")
}
