internal import DocumentValues

/// Texts that read as a list, a mapping or a boolean in Python's notation, as Ansible turns the
/// results of templates into such.
enum PythonLiteral {
    /// The value of a text that starts with `[` or `{`, or is `True` or `False`; nil otherwise.
    static func read(_ text: String) -> Value? {
        if text == "True" { return true }
        if text == "False" { return false }
        guard text.hasPrefix("[") || text.hasPrefix("{") else { return nil }
        var lexer = ExpressionLexer(Array(text.utf8), at: 0, keepsBackslashes: false)
        guard let tokens = try? lexer.tokensToEnd() else { return nil }
        var parser = ExpressionParser(TokenStream(tokens))
        guard let expression = try? parser.expression(), parser.stream.isAtEnd else { return nil }
        return constant(expression)
    }

    private static func constant(_ expression: Expression) -> Value? {
        switch expression.form {
        case .constant(let value): return value
        case .name("null"): return .null
        case .negative(let operand):
            return constant(operand).flatMap { try? pythonNegative($0) }
        case .positive(let operand):
            guard let value = constant(operand) else { return nil }
            switch value {
            case .integer, .float: return value
            default: return nil
            }
        case .list(let elements):
            var values: [Value] = []
            for element in elements {
                guard let value = constant(element) else { return nil }
                values.append(value)
            }
            return .list(values)
        case .map(let pairs):
            var map = ValueMap()
            for pair in pairs {
                guard let key = constant(pair.key), let value = constant(pair.value),
                    key.list == nil, key.map == nil
                else { return nil }
                map[key] = value
            }
            return .map(map)
        default: return nil
        }
    }
}
