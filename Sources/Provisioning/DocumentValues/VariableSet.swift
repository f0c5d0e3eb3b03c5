/// Variables that an operator wrote together: one file, one keyword, one group of an inventory.
public struct VariableSet: Sendable {
    /// What the operator calls the set, as `inventories/lab/group_vars/all.yml`.
    public let origin: String

    /// The variables, in the order of the text.
    public private(set) var pairs: [Node.Pair]

    /// Whether the whole set was encrypted, so that none of its values may be shown.
    public let isSecret: Bool

    /// A set of variables.
    public init(origin: String, pairs: [Node.Pair] = [], isSecret: Bool = false) {
        self.origin = origin
        self.pairs = pairs
        self.isSecret = isSecret
    }

    /// Whether there are none.
    public var isEmpty: Bool { pairs.isEmpty }

    /// The value of a variable; of two with the same name the later one.
    public subscript(name: String) -> Node? {
        pairs.last { $0.key.string == name }?.value
    }

    /// Adds a variable, or replaces the one of that name.
    public mutating func set(_ pair: Node.Pair) {
        if let index = pairs.firstIndex(where: { $0.key.string == pair.key.string }) {
            pairs[index] = pair
        } else {
            pairs.append(pair)
        }
    }
}
