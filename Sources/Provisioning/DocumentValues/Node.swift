public import Diagnostics

/// What an operator wrote, with its place: a YAML node, or a value of an INI inventory.
///
/// A node's texts may hold templates; only the template engine turns a node into a ``Value``.
public struct Node: Sendable {
    /// What the node holds.
    public enum Content: Sendable {
        /// YAML's `null`.
        case null
        /// A truth value, by YAML 1.1's words.
        case bool(Bool)
        /// A whole number.
        case integer(Int)
        /// A floating point number.
        case float(Double)
        /// A text that may hold templates.
        case string(String)
        /// A text tagged `!unsafe`: never a template.
        case literal(String)
        /// A text tagged `!vault`, still encrypted.
        case vault(String)
        /// A sequence.
        case list([Node])
        /// A mapping, in the order of the text.
        case map([Pair])
    }

    /// A key of a mapping with its value.
    public struct Pair: Sendable {
        /// The key.
        public let key: Node
        /// What it maps to.
        public let value: Node

        /// Pairs a key with a value.
        public init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }
    }

    /// What the node holds.
    public let content: Content

    /// Where it starts.
    public let place: SourcePlace

    /// How the characters of a text lie in the source, for places inside it.
    public let layout: TextLayout

    /// A node at a place.
    public init(_ content: Content, at place: SourcePlace, layout: TextLayout = .inline(skip: 0)) {
        self.content = content
        self.place = place
        self.layout = layout
    }
}

extension Node {
    /// The text, when the node is one that may hold templates.
    public var string: String? {
        guard case .string(let text) = content else { return nil }
        return text
    }

    /// The elements, when the node is a sequence.
    public var list: [Node]? {
        guard case .list(let elements) = content else { return nil }
        return elements
    }

    /// The pairs, when the node is a mapping.
    public var map: [Pair]? {
        guard case .map(let pairs) = content else { return nil }
        return pairs
    }

    /// Whether the node is YAML's `null`.
    public var isNull: Bool {
        guard case .null = content else { return false }
        return true
    }

    /// The value of a text key, when the node is a mapping that has it.
    public subscript(key: String) -> Node? {
        map?.last { $0.key.string == key }?.value
    }

    /// The kind in an operator's words: `a mapping`, `a list`, `a string`, `a number`.
    public var kindDescription: String {
        switch content {
        case .null: "nothing"
        case .bool: "a boolean"
        case .integer, .float: "a number"
        case .string, .literal: "a string"
        case .vault: "a vaulted string"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}
