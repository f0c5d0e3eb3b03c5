/// The tokens of one tag, read from left to right.
struct TokenStream {
    private let tokens: [ExpressionToken]
    private var index = 0

    /// Tokens that end with an end token.
    init(_ tokens: [ExpressionToken]) {
        self.tokens = tokens
    }

    var current: ExpressionToken { tokens[min(index, tokens.count - 1)] }
    var next: ExpressionToken { tokens[min(index + 1, tokens.count - 1)] }
    var isAtEnd: Bool { current.kind == .end }

    mutating func advance() -> ExpressionToken {
        let token = current
        index += 1
        return token
    }

    /// Whether the current token is that symbol.
    func sees(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

    /// Whether the current token is that name.
    func seesName(_ name: String) -> Bool { current.kind == .name(name) }

    /// Passes the symbol if it is the current token.
    mutating func take(_ symbol: String) -> Bool {
        guard sees(symbol) else { return false }
        index += 1
        return true
    }

    /// Passes the name if it is the current token.
    mutating func takeName(_ name: String) -> Bool {
        guard seesName(name) else { return false }
        index += 1
        return true
    }

    /// Passes the symbol, or complains.
    mutating func expect(_ symbol: String) throws(SyntaxComplaint) {
        guard take(symbol) else { throw unexpected("'\(symbol)'") }
    }

    /// Passes a name, or complains.
    mutating func expectName(_ words: String = "a name") throws(SyntaxComplaint) -> String {
        guard case .name(let name) = current.kind else { throw unexpected(words) }
        index += 1
        return name
    }

    /// Complains unless all tokens are read.
    func expectEnd() throws(SyntaxComplaint) {
        guard isAtEnd else { throw unexpected("the end of the expression, or an operator") }
    }

    /// The complaint about the current token.
    func unexpected(_ expected: String) -> SyntaxComplaint {
        if isAtEnd {
            return SyntaxComplaint(
                message: "the expression ends too early",
                offset: current.start,
                expected: expected
            )
        }
        var hint: String?
        if case .symbol("=") = current.kind { hint = "write '==' to compare" }
        return SyntaxComplaint(
            message: "unexpected \(current.words)",
            offset: current.start,
            expected: expected,
            hint: hint
        )
    }
}
