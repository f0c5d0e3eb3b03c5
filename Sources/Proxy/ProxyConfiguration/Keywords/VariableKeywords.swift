internal import Diagnostics
internal import Samples

/// `set-var` and `set-var-fmt` of `global`: variables of the process before the first connection.
enum VariableKeywords {
    static let all: [Keyword] = [
        .global("set-var", "<name> <expression>") { arguments, global, tools throws(Diagnostic) in
            let variable = try arguments.readProcessVariable()
            let word = try arguments.need("an expression")
            let expression = try SampleReader(tools.samples, at: [.configuration])
                .expression(word.text, at: word.place)
            global.settings.variables.append(
                InitialVariable(variable, text: word.text) { expression.evaluate(&$0) }
            )
        },
        .global("set-var-fmt", "<name> <format>") { arguments, global, tools throws(Diagnostic) in
            let variable = try arguments.readProcessVariable()
            let word = try arguments.need("a format")
            let format = try LogFormatReader(tools.samples, at: [.configuration], for: .plain)
                .format(word.text, at: word.place)
            global.settings.variables.append(
                InitialVariable(variable, text: word.text) { context in
                    format.evaluate(&context).map { .text($0) }
                }
            )
        },
    ]
}

extension Arguments {
    fileprivate mutating func readProcessVariable() throws(Diagnostic) -> VariableName {
        let word = try need("a variable")
        let variable = try VariableName.read(word.text, at: word.place)
        guard variable.scope == .proc else {
            throw Diagnostic(
                "'\(word.text)' is no variable of the process",
                at: word.place,
                expected: "a name that begins with 'proc.'"
            )
        }
        return variable
    }
}
