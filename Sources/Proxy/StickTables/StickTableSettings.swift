/// `stick-table`: what a table is for, and how much it keeps.
public struct StickTableSettings: Sendable, Hashable {
    /// What its keys are.
    public enum KeyType: Sendable, Hashable {
        case ipv4, ipv6, integer
        /// Text of at most so many bytes.
        case string(Int)
        /// Exactly so many bytes.
        case binary(Int)
    }

    /// What its keys are.
    public var key: KeyType
    /// How many keys it keeps at most.
    public var size: Int
    /// How long a key is kept that nobody touches, in milliseconds; nil is for ever.
    public var expiry: Int64?
    /// Whether a full table takes no more keys, instead of forgetting the oldest.
    public var keepsOld = false
    /// What is kept of a key.
    public var stored: [StoredDatum] = []

    /// A table without data.
    public init(key: KeyType, size: Int) {
        self.key = key
        self.size = size
    }
}
