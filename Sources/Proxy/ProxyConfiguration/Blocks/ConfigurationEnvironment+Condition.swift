public import Diagnostics

extension ConfigurationEnvironment {
    /// Whether a condition of the command line holds; its quotes and variables are those of a line.
    public func holds(condition: String) throws(Diagnostic) -> Bool {
        let source = SourceText(name: "<command line>", text: condition)
        let variables = ReadingVariables(over: variable)
        var lexer = LineLexer(
            Array(condition.utf8)[...],
            number: 1,
            of: source,
            variables: LineVariables(variable: variables.value),
            hasComments: false
        )
        let words = try lexer.split()
        do throws(BlockCondition.Problem) {
            let text = words.map(\.text).joined(separator: " ")
            return try BlockCondition(text).holds(facts, variable: variables.value)
        } catch {
            let place = SourcePlace(source, line: 1, column: 1)
            throw Diagnostic(error.message, at: place, expected: error.expected)
        }
    }
}
