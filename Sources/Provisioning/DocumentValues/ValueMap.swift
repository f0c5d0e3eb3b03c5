/// A mapping that keeps the order of insertion, as Python's `dict` does.
///
/// Keys are scalars, nearly always texts. Two maps are equal when they hold the same entries, in
/// whatever order.
public struct ValueMap: Sendable {
    private var entries: [Entry] = []
    private var positions: [Value: Int] = [:]

    /// One key with its value.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public let key: Value
        /// What it maps to.
        public var value: Value
    }

    /// An empty mapping.
    public init() {}

    /// A mapping of text keys; a repeated key takes the last value.
    public init(_ pairs: some Sequence<(String, Value)>) {
        for (key, value) in pairs { self[key] = value }
    }

    /// The number of entries.
    public var count: Int { entries.count }

    /// Whether there are no entries.
    public var isEmpty: Bool { entries.isEmpty }

    /// The keys in order.
    public var keys: [Value] { entries.map(\.key) }

    /// The values in the order of their keys.
    public var values: [Value] { entries.map(\.value) }

    /// The value of a text key; setting nil removes the entry.
    public subscript(key: String) -> Value? {
        get { self[.string(key)] }
        set { self[.string(key)] = newValue }
    }

    /// The value of a key; setting nil removes the entry, a new key goes to the end.
    public subscript(key: Value) -> Value? {
        get { positions[key].map { entries[$0].value } }
        set {
            switch (positions[key], newValue) {
            case (let position?, let value?):
                entries[position].value = value
            case (let position?, nil):
                entries.remove(at: position)
                positions[key] = nil
                for index in position..<entries.count { positions[entries[index].key] = index }
            case (nil, let value?):
                positions[key] = entries.count
                entries.append(Entry(key: key, value: value))
            case (nil, nil):
                break
            }
        }
    }

    /// Takes over every entry of another mapping; its values win.
    public mutating func merge(_ other: ValueMap) {
        for entry in other { self[entry.key] = entry.value }
    }

    /// This mapping with the entries of another one, whose values win.
    public func merging(_ other: ValueMap) -> ValueMap {
        var merged = self
        merged.merge(other)
        return merged
    }
}

extension ValueMap: Sequence {
    /// The entries in order.
    public func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}

extension ValueMap: Hashable {
    /// Whether both hold the same entries, in whatever order.
    public static func == (left: ValueMap, right: ValueMap) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    /// Hashes independently of the order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Set(entries))
    }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
    /// A mapping of text keys; a repeated key takes the last value.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self.init(elements)
    }
}
