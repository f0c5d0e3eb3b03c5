public import Samples
public import StickTables

/// One `stick` line: a client is led where it, or one with the same key, was before.
public struct StickRule: Sendable, Hashable {
    /// What it is done for.
    public struct Uses: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8

        /// Uses of those bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A server is looked up.
        public static let matches = Uses(rawValue: 1)
        /// The server is kept by something of the request.
        public static let storesRequest = Uses(rawValue: 2)
        /// The server is kept by something of the response.
        public static let storesResponse = Uses(rawValue: 4)
    }

    /// What it is done for.
    public let uses: Uses
    /// The key.
    public let key: SampleExpression
    /// Where.
    public let table: TableReference
    /// When; nil is always.
    public let condition: Condition?
    /// Where it was declared.
    public let place: DeclarationPlace

    init(
        uses: Uses,
        key: SampleExpression,
        table: TableReference,
        when condition: Condition?,
        place: DeclarationPlace
    ) {
        self.uses = uses
        self.key = key
        self.table = table
        self.condition = condition
        self.place = place
    }

    /// Two are equal only when they are of one configuration, to which their table belongs.
    public static func == (left: StickRule, right: StickRule) -> Bool {
        left.table === right.table && left.key == right.key && left.uses == right.uses
            && left.condition == right.condition
    }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
