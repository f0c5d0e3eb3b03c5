/// Header lines in their order, names compared without regard to case.
public struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One line.
    public struct Line: Hashable, Sendable {
        /// The name as it was written.
        public var name: String
        /// The value.
        public var value: String

        func isNamed(_ other: String) -> Bool { equalsIgnoringCase(name.utf8, other.utf8) }
    }

    /// The lines.
    public private(set) var lines: [Line] = []

    /// No lines.
    public init() {}

    /// Lines in that order.
    public init(dictionaryLiteral elements: (String, String)...) {
        lines = elements.map { Line(name: $0.0, value: $0.1) }
    }

    /// The first value of a name; setting replaces all its lines, nil removes them.
    public subscript(name: String) -> String? {
        get { lines.first { $0.isNamed(name) }?.value }
        set {
            lines.removeAll { $0.isNamed(name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// All values of a name.
    public func values(of name: String) -> [String] {
        lines.filter { $0.isNamed(name) }.map(\.value)
    }

    /// Puts a line at the end.
    public mutating func add(_ name: String, _ value: String) {
        lines.append(Line(name: name, value: value))
    }
}
