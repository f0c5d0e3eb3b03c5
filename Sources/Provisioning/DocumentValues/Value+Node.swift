extension Value {
    /// The value of a node as it stands, texts with braces included: for what is never a template,
    /// as metadata and documents that a filter parsed.
    ///
    /// A text that is still encrypted keeps its envelope.
    public init(plain node: Node) {
        switch node.content {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .float(let value): self = .float(value)
        case .string(let text), .literal(let text), .vault(let text): self = .string(text)
        case .list(let elements): self = .list(elements.map { Value(plain: $0) })
        case .map(let pairs):
            var map = ValueMap()
            for pair in pairs { map[Value(plain: pair.key)] = Value(plain: pair.value) }
            self = .map(map)
        }
    }
}
