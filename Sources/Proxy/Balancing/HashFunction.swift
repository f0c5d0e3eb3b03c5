/// What makes a 32-bit hash of the bytes of a key; the same numbers as HAProxy's.
public enum HashFunction: String, Sendable, Hashable, CaseIterable {
    /// `sdbm`, the default of map-based hashing.
    case sdbm
    /// `djb2`.
    case djb2
    /// `wt6`.
    case wt6
    /// `crc32`: Ethernet's, as gzip.
    case crc32
}
