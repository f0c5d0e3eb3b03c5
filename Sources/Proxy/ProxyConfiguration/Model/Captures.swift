/// What a frontend keeps of each stream for its log: slots, each with a length.
public struct Captures: Sendable, Hashable {
    /// One slot.
    public struct Slot: Sendable, Hashable {
        /// The header whose last value it keeps; nil is filled by a rule.
        public var header: String?
        /// The most bytes that it keeps.
        public var length: Int

        /// A slot.
        public init(header: String? = nil, length: Int) {
            self.header = header
            self.length = length
        }
    }

    /// `capture request header` and `declare capture request`.
    public var request: [Slot] = []
    /// `capture response header` and `declare capture response`.
    public var response: [Slot] = []
    /// `capture cookie`: the beginning of the cookie's text, and how much of it is kept.
    public var cookie: Slot?

    /// Nothing.
    public init() {}

    /// Whether nothing is kept.
    public var isEmpty: Bool { request.isEmpty && response.isEmpty && cookie == nil }
}
