internal import Diagnostics
internal import Samples

/// Variables set and forgotten.
enum VariableActions {
    static let all: [ActionKeyword] = [
        ActionKeyword("set-var", "(<name>[,<condition>...]) <expression>", in: .everywhere) {
            arguments,
            reading throws(Diagnostic) in
            let (variable, conditions) = try arguments.readVariable()
            let value = try reading.expression(arguments.need("an expression"))
            return VariableAction(variable, conditions) { context in value.evaluate(&context) }
        },
        ActionKeyword("set-var-fmt", "(<name>[,<condition>...]) <format>", in: .everywhere) {
            arguments,
            reading throws(Diagnostic) in
            let (variable, conditions) = try arguments.readVariable()
            let value = try reading.plainFormat(arguments.need("a format"))
            return VariableAction(variable, conditions) { context in
                value.evaluate(&context).map { .text($0) }
            }
        },
        ActionKeyword("unset-var", "(<name>)", in: .everywhere) { arguments, _ throws(Diagnostic) in
            VariableRemoval(try arguments.readVariable().0)
        },
    ]
}

/// `set-var` and `set-var-fmt`.
private final class VariableAction: RuleAction {
    private let variable: VariableName
    private let conditions: [SetCondition]
    private let value: @Sendable (inout SampleContext) -> Sample?

    init(
        _ variable: VariableName,
        _ conditions: [SetCondition],
        _ value: @escaping @Sendable (inout SampleContext) -> Sample?
    ) {
        self.variable = variable
        self.conditions = conditions
        self.value = value
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let value = value(&run.context) else { return .next }
        for condition in conditions where !condition.allows(value, variable, &run.context) {
            return .next
        }
        variable.set(value, &run.context)
        return .next
    }
}

/// `unset-var`.
private final class VariableRemoval: RuleAction {
    private let variable: VariableName

    init(_ variable: VariableName) { self.variable = variable }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        variable.unset(&run.context)
        return .next
    }
}

extension Arguments {
    /// What stands in parentheses behind the action's name, as `set-var(txn.a,ifnotexists)`.
    mutating func readParenthesis(_ what: String) throws(Diagnostic) -> Word {
        let word = try need(what)
        guard let open = word.text.firstIndex(of: "("), word.text.hasSuffix(")") else {
            throw Diagnostic(
                "'\(keyword)' needs \(what) in parentheses",
                at: word.place,
                expected: usage
            )
        }
        let inner = word.text[word.text.index(after: open)...].dropLast()
        return Word(text: String(inner), place: word.place)
    }

    /// A variable and the conditions on which it is set.
    mutating func readVariable() throws(Diagnostic) -> (VariableName, [SetCondition]) {
        let word = try readParenthesis("a variable")
        let parts = word.text.split(separator: ",", omittingEmptySubsequences: false)
        let variable = try VariableName.read(String(parts.first ?? ""), at: word.place)
        var conditions: [SetCondition] = []
        for part in parts.dropFirst() {
            conditions.append(try SetCondition.read(String(part), at: word.place))
        }
        return (variable, conditions)
    }
}
