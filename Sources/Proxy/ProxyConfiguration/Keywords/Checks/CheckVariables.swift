internal import Diagnostics
internal import HealthChecking
internal import Samples

/// `set-var`, `set-var-fmt` and `unset-var` among the rules of a check.
enum CheckVariables {
    /// The keywords of one kind of rules.
    static func keywords(
        _ language: String,
        _ rules: any WritableKeyPath<CheckDraft, CheckRules> & Sendable
    ) -> [Keyword] {
        [
            keyword("\(language) set-var", "(<name>[,<condition>...]) <expression>", rules) {
                arguments,
                tools throws(Diagnostic) in
                let word = try arguments.need("an expression")
                let reader = SampleReader(tools.samples, at: [.checks])
                return .expression(try reader.expression(word.text, at: word.place))
            },
            keyword("\(language) set-var-fmt", "(<name>[,<condition>...]) <format>", rules) {
                arguments,
                tools throws(Diagnostic) in
                .format(try arguments.need("a format").checkFormat(tools))
            },
            keyword("\(language) unset-var", "(<name>)", rules) { _, _ throws(Diagnostic) in .none
            },
        ]
    }

    private static func keyword(
        _ name: String,
        _ usage: String,
        _ rules: any WritableKeyPath<CheckDraft, CheckRules> & Sendable,
        _ readValue:
            @escaping @Sendable (inout Arguments, ReadingTools) throws(Diagnostic)
            -> CheckVariableChange.Value
    ) -> Keyword {
        .proxy(name, usage, in: .serverSide) { arguments, proxy, tools throws(Diagnostic) in
            let (variable, conditions) = try arguments.readVariable()
            let value = try readValue(&arguments, tools)
            try arguments.end()
            let change = CheckVariableChange(variable, to: value, if: conditions)
            proxy.checks[keyPath: rules].add(change, at: arguments.place)
        }
    }
}
