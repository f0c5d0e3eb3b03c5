internal import COpenSSL
internal import Synchronization

/// Sessions of clients that keep no ticket: whoever comes back agrees on keys faster.
///
/// Shared by all addresses, threads and generations; the session that was not asked for the longest
/// makes room when it is full.
public final class TLSSessionCache: Sendable {
    /// Bytes of the unit in which the size is said, as HAProxy's.
    private static let blockSize = 200

    fileprivate struct Entry {
        var bytes: [UInt8]
        var blocks: Int
        /// The neighbours in the order of use: towards the latest, towards the oldest.
        var later: [UInt8]?
        var earlier: [UInt8]?
    }

    fileprivate struct Sessions {
        var entries: [[UInt8]: Entry] = [:]
        var latest: [UInt8]?
        var oldest: [UInt8]?
        var blocks = 0
        var lookups = 0
        var misses = 0
    }

    /// Its size in blocks of 200 bytes.
    public let blocks: Int
    private let sessions = Mutex(Sessions())

    /// A cache of a size in blocks of 200 bytes.
    public init(blocks: Int) {
        self.blocks = blocks
    }

    /// How often a session was asked for.
    public var lookups: Int { sessions.withLock(\.lookups) }
    /// How often it was not there.
    public var misses: Int { sessions.withLock(\.misses) }
    /// How many are kept.
    public var count: Int { sessions.withLock { $0.entries.count } }

    func store(_ session: OpaquePointer) {
        var count: UInt32 = 0
        guard let identity = SSL_SESSION_get_id(session, &count), count > 0 else { return }
        let key = Array(UnsafeBufferPointer(start: identity, count: Int(count)))
        var bytes = [UInt8](repeating: 0, count: Int(max(0, i2d_SSL_SESSION(session, nil))))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            i2d_SSL_SESSION(session, &end)
        }
        store(bytes, under: key)
    }

    func find(_ identity: [UInt8]) -> OpaquePointer? {
        guard let bytes = bytes(under: identity) else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_SSL_SESSION(nil, &start, buffer.count)
        }
    }

    /// Keeps bytes that a session was turned into.
    public func store(_ bytes: [UInt8], under key: [UInt8]) {
        let blocks = (bytes.count + key.count + Self.blockSize - 1) / Self.blockSize
        guard blocks <= self.blocks else { return }
        sessions.withLock { sessions in
            sessions.remove(key)
            while sessions.blocks + blocks > self.blocks, let oldest = sessions.oldest {
                sessions.remove(oldest)
            }
            sessions.insert(Entry(bytes: bytes, blocks: blocks), key)
        }
    }

    /// The bytes of a session; nil when it is not there any more.
    public func bytes(under key: [UInt8]) -> [UInt8]? {
        sessions.withLock { sessions -> [UInt8]? in
            sessions.lookups += 1
            guard let entry = sessions.entries[key] else {
                sessions.misses += 1
                return nil
            }
            sessions.remove(key)
            sessions.insert(Entry(bytes: entry.bytes, blocks: entry.blocks), key)
            return entry.bytes
        }
    }
}

extension TLSSessionCache.Sessions {
    /// Takes a session out wherever it stands.
    fileprivate mutating func remove(_ key: [UInt8]) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        blocks -= entry.blocks
        if let later = entry.later {
            entries[later]?.earlier = entry.earlier
        } else {
            latest = entry.earlier
        }
        if let earlier = entry.earlier {
            entries[earlier]?.later = entry.later
        } else {
            oldest = entry.later
        }
    }

    /// Puts a session in front of all others.
    fileprivate mutating func insert(_ entry: TLSSessionCache.Entry, _ key: [UInt8]) {
        var entry = entry
        entry.earlier = latest
        if let latest { entries[latest]?.later = key }
        latest = key
        oldest = oldest ?? key
        blocks += entry.blocks
        entries[key] = entry
    }
}
