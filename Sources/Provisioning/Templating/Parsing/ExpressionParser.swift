internal import DocumentValues

/// Parses expressions from tokens, by Jinja's precedences.
struct ExpressionParser {
    var stream: TokenStream
    private var depth = 0

    /// How deep expressions may nest.
    static let depthLimit = 200

    init(_ stream: TokenStream) {
        self.stream = stream
    }

    /// An expression with an optional `if … else …`.
    mutating func expression(
        allowsConditional: Bool = true
    ) throws(SyntaxComplaint) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw SyntaxComplaint(
                message: "this expression nests deeper than \(Self.depthLimit) levels",
                offset: stream.current.start
            )
        }
        var result = try disjunction()
        while allowsConditional, stream.takeName("if") {
            let condition = try disjunction()
            let otherwise = stream.takeName("else") ? try expression() : nil
            result = Expression(
                form: .conditional(condition: condition, then: result, otherwise: otherwise),
                offset: result.offset
            )
        }
        return result
    }

    /// One expression, or several with commas as a list: `for a in 1, 2`.
    mutating func expressionOrTuple(
        allowsConditional: Bool = true
    ) throws(SyntaxComplaint) -> Expression {
        let first = try expression(allowsConditional: allowsConditional)
        guard stream.sees(",") else { return first }
        var elements = [first]
        while stream.take(","), !stream.isAtEnd {
            elements.append(try expression(allowsConditional: allowsConditional))
        }
        return Expression(form: .list(elements), offset: first.offset)
    }

    private mutating func disjunction() throws(SyntaxComplaint) -> Expression {
        var left = try conjunction()
        while stream.takeName("or") {
            left = Expression(form: .or(left, try conjunction()), offset: left.offset)
        }
        return left
    }

    private mutating func conjunction() throws(SyntaxComplaint) -> Expression {
        var left = try negation()
        while stream.takeName("and") {
            left = Expression(form: .and(left, try negation()), offset: left.offset)
        }
        return left
    }

    private mutating func negation() throws(SyntaxComplaint) -> Expression {
        guard stream.seesName("not") else { return try comparison() }
        let offset = stream.advance().start
        return Expression(form: .not(try negation()), offset: offset)
    }

    private mutating func comparison() throws(SyntaxComplaint) -> Expression {
        let first = try sum()
        var rest: [(comparison: Expression.Comparison, operand: Expression)] = []
        while let comparison = takeComparison() {
            rest.append((comparison, try sum()))
        }
        guard !rest.isEmpty else { return first }
        return Expression(form: .comparison(first, rest), offset: first.offset)
    }

    private mutating func takeComparison() -> Expression.Comparison? {
        switch stream.current.kind {
        case .symbol(let symbol):
            guard let comparison = Expression.Comparison(rawValue: symbol) else { return nil }
            _ = stream.advance()
            return comparison
        case .name("in"):
            _ = stream.advance()
            return .isIn
        case .name("not") where stream.next.kind == .name("in"):
            _ = stream.advance()
            _ = stream.advance()
            return .isNotIn
        default:
            return nil
        }
    }

    private mutating func sum() throws(SyntaxComplaint) -> Expression {
        var left = try concatenation()
        while let found = takeOperator("+", "-") {
            left = Expression(form: .binary(found, left, try concatenation()), offset: left.offset)
        }
        return left
    }

    private mutating func concatenation() throws(SyntaxComplaint) -> Expression {
        let first = try product()
        var parts = [first]
        while stream.take("~") { parts.append(try product()) }
        return parts.count == 1
            ? first : Expression(form: .concatenation(parts), offset: first.offset)
    }

    private mutating func product() throws(SyntaxComplaint) -> Expression {
        var left = try power()
        while let found = takeOperator("*", "/", "//", "%") {
            left = Expression(form: .binary(found, left, try power()), offset: left.offset)
        }
        return left
    }

    private mutating func power() throws(SyntaxComplaint) -> Expression {
        var left = try unary()
        while let found = takeOperator("**") {
            left = Expression(form: .binary(found, left, try unary()), offset: left.offset)
        }
        return left
    }

    private mutating func takeOperator(_ symbols: String...) -> Expression.Operator? {
        guard case .symbol(let symbol) = stream.current.kind, symbols.contains(symbol) else {
            return nil
        }
        _ = stream.advance()
        return Expression.Operator(rawValue: symbol)
    }

    private mutating func unary(hasFilters: Bool = true) throws(SyntaxComplaint) -> Expression {
        let offset = stream.current.start
        var result: Expression
        if stream.take("-") {
            result = Expression(form: .negative(try unary(hasFilters: false)), offset: offset)
        } else if stream.take("+") {
            result = Expression(form: .positive(try unary(hasFilters: false)), offset: offset)
        } else {
            result = try primary()
        }
        result = try postfix(result)
        return hasFilters ? try filtersAndTests(result) : result
    }
}
