internal import DocumentValues

extension ExpressionParser {
    /// Attributes, items and calls behind an expression.
    mutating func postfix(_ expression: Expression) throws(SyntaxComplaint) -> Expression {
        var result = expression
        while true {
            if stream.take(".") {
                result = try attribute(of: result)
            } else if stream.take("[") {
                result = try subscription(of: result)
            } else if stream.take("(") {
                let arguments = try arguments()
                result = Expression(form: .call(result, arguments), offset: result.offset)
            } else {
                return result
            }
        }
    }

    /// Filters and tests behind an expression.
    mutating func filtersAndTests(_ expression: Expression) throws(SyntaxComplaint) -> Expression {
        var result = expression
        while true {
            if stream.take("|") {
                let use = try filterUse()
                result = Expression(
                    form: .filter(result, use.name, use.arguments),
                    offset: use.offset
                )
            } else if stream.seesName("is") {
                _ = stream.advance()
                result = try test(of: result)
            } else if stream.take("(") {
                let arguments = try arguments()
                result = Expression(form: .call(result, arguments), offset: result.offset)
            } else {
                return result
            }
        }
    }

    /// A filter's name with its arguments.
    mutating func filterUse() throws(SyntaxComplaint) -> FilterUse {
        let offset = stream.current.start
        let name = try dottedName("the name of a filter")
        let arguments = stream.take("(") ? try arguments() : .none
        return FilterUse(name: name, arguments: arguments, offset: offset)
    }

    private mutating func dottedName(_ words: String) throws(SyntaxComplaint) -> String {
        var name = try stream.expectName(words)
        while stream.take(".") { name += "." + (try stream.expectName(words)) }
        return name
    }

    private mutating func attribute(of base: Expression) throws(SyntaxComplaint) -> Expression {
        let token = stream.advance()
        switch token.kind {
        case .name(let name):
            return Expression(form: .attribute(base, name), offset: token.start)
        case .integer(let index):
            let item = Expression(form: .constant(.integer(index)), offset: token.start)
            return Expression(form: .item(base, item), offset: token.start)
        default:
            throw SyntaxComplaint(
                message: "unexpected \(token.words)",
                offset: token.start,
                expected: "a name or a number after '.'"
            )
        }
    }

    private mutating func subscription(of base: Expression) throws(SyntaxComplaint) -> Expression {
        let offset = stream.current.start
        let start = stream.sees(":") ? nil : try expression()
        guard stream.take(":") else {
            try stream.expect("]")
            guard let start else { throw stream.unexpected("an index") }
            return Expression(form: .item(base, start), offset: offset)
        }
        let stop = stream.sees(":") || stream.sees("]") ? nil : try expression()
        var step: Expression?
        if stream.take(":"), !stream.sees("]") { step = try expression() }
        try stream.expect("]")
        return Expression(
            form: .slice(base, start: start, stop: stop, step: step),
            offset: offset
        )
    }

    private mutating func test(of value: Expression) throws(SyntaxComplaint) -> Expression {
        let isNegated = stream.takeName("not")
        let offset = stream.current.start
        let name = try dottedName("the name of a test")
        var arguments = ArgumentExpressions.none
        if stream.take("(") {
            arguments = try self.arguments()
        } else if startsTestArgument {
            arguments.positional = [try postfix(try primary())]
        }
        let test = Expression(form: .test(value, name, arguments), offset: offset)
        return isNegated ? Expression(form: .not(test), offset: offset) : test
    }

    private var startsTestArgument: Bool {
        switch stream.current.kind {
        case .name(let name): !["else", "or", "and", "is", "if", "in", "not"].contains(name)
        case .string, .integer, .float: true
        case .symbol(let symbol): symbol == "[" || symbol == "{"
        case .end: false
        }
    }

    /// The arguments of a call, whose opening bracket is passed already.
    mutating func arguments() throws(SyntaxComplaint) -> ArgumentExpressions {
        var arguments = ArgumentExpressions()
        while !stream.take(")") {
            let token = stream.current
            if stream.take("**") {
                arguments.doubleStarred = try expression()
            } else if stream.take("*") {
                arguments.starred = try expression()
            } else if case .name(let name) = token.kind, stream.next.kind == .symbol("=") {
                _ = stream.advance()
                _ = stream.advance()
                arguments.named.append((name, try expression()))
            } else {
                guard arguments.named.isEmpty else {
                    throw stream.unexpected("a named argument, as those before it")
                }
                arguments.positional.append(try expression())
            }
            guard stream.sees(",") || stream.sees(")") else {
                throw stream.unexpected("',' or ')'")
            }
            _ = stream.take(",")
        }
        return arguments
    }

    /// A name, a constant, a list, a mapping or an expression in brackets.
    mutating func primary() throws(SyntaxComplaint) -> Expression {
        let token = stream.current
        switch token.kind {
        case .name(let name):
            _ = stream.advance()
            if let constant = Self.constants[name] {
                return Expression(form: .constant(constant), offset: token.start)
            }
            guard !Self.keywords.contains(name) else {
                throw SyntaxComplaint(
                    message: "unexpected '\(name)'",
                    offset: token.start,
                    expected: "a value"
                )
            }
            return Expression(form: .name(name), offset: token.start)
        case .string:
            return Expression(form: .constant(.string(adjacentTexts())), offset: token.start)
        case .integer(let value):
            _ = stream.advance()
            return Expression(form: .constant(.integer(value)), offset: token.start)
        case .float(let value):
            _ = stream.advance()
            return Expression(form: .constant(.float(value)), offset: token.start)
        case .symbol("("):
            _ = stream.advance()
            return try parenthesized(token.start)
        case .symbol("["):
            _ = stream.advance()
            let elements = try elements(until: "]")
            return Expression(form: .list(elements), offset: token.start)
        case .symbol("{"):
            _ = stream.advance()
            return Expression(form: .map(try pairs()), offset: token.start)
        default:
            throw stream.unexpected("a value")
        }
    }

    private static let constants: [String: Value] = [
        "true": true, "True": true, "false": false, "False": false, "none": .null, "None": .null,
    ]

    private static let keywords: Set<String> = ["and", "or", "in", "is", "if", "else", "elif"]

    private mutating func adjacentTexts() -> String {
        var text = ""
        while case .string(let part) = stream.current.kind {
            text += part
            _ = stream.advance()
        }
        return text
    }

    private mutating func parenthesized(_ offset: Int) throws(SyntaxComplaint) -> Expression {
        if stream.take(")") { return Expression(form: .list([]), offset: offset) }
        let first = try expression()
        if stream.take(")") { return first }
        try stream.expect(",")
        let elements = [first] + (try elements(until: ")"))
        return Expression(form: .list(elements), offset: offset)
    }

    private mutating func elements(until end: String) throws(SyntaxComplaint) -> [Expression] {
        var elements: [Expression] = []
        while !stream.take(end) {
            elements.append(try expression())
            guard stream.sees(",") || stream.sees(end) else {
                throw stream.unexpected("',' or '\(end)'")
            }
            _ = stream.take(",")
        }
        return elements
    }

    private mutating func pairs()
        throws(SyntaxComplaint) -> [(key: Expression, value: Expression)]
    {
        var pairs: [(key: Expression, value: Expression)] = []
        while !stream.take("}") {
            let key = try expression()
            try stream.expect(":")
            pairs.append((key, try expression()))
            guard stream.sees(",") || stream.sees("}") else {
                throw stream.unexpected("',' or '}'")
            }
            _ = stream.take(",")
        }
        return pairs
    }
}
