/// A word of an expression, with its bytes in the text.
struct ExpressionToken: Sendable {
    enum Kind: Sendable, Equatable {
        case name(String)
        case string(String)
        case integer(Int)
        case float(Double)
        case symbol(String)
        case end
    }

    let kind: Kind
    let start: Int
    let end: Int

    /// The word as an operator reads it in a message.
    var words: String {
        switch kind {
        case .name(let name): "'\(name)'"
        case .string(let text): "the text '\(text)'"
        case .integer(let value): "the number \(value)"
        case .float(let value): "the number \(value)"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end of the expression"
        }
    }
}
