internal import Synchronization

/// Numbers by key, which all threads share: who came how often, and where to.
///
/// Keys are spread over shards, each with a lock. The keys of a shard stand in the order in which they
/// were touched, and all of them live equally long after it, so that those whose time is over are in front.
public final class StickTable: Sendable {
    /// How it was declared.
    public let settings: StickTableSettings
    /// Its name.
    public let name: String
    /// Where what is kept of a key begins in its numbers; nil is not kept.
    private let places: [Int?]
    private let width: Int
    private let shards: [Lock]

    private final class Lock: Sendable {
        let shard = Mutex(StickShard())
    }

    /// An entry that is not forgotten as long as somebody holds it.
    public struct Place: Sendable {
        let shard: Int
        let index: Int
    }

    /// An empty table.
    public init(_ settings: StickTableSettings, name: String) {
        self.settings = settings
        self.name = name
        var places: [Int?] = Array(repeating: nil, count: StickDatum.allCases.count)
        var width = 0
        for stored in settings.stored.sorted(by: { $0.datum.rawValue < $1.datum.rawValue }) {
            places[stored.datum.rawValue] = width
            width += stored.count * (stored.datum.isRate ? 3 : 1)
        }
        self.places = places
        self.width = width
        // A small table forgets exactly the oldest.
        let count = settings.size < 4096 ? 1 : 16
        shards = (0..<count).map { _ in Lock() }
    }

    /// How many keys there are.
    public func count(at now: Int64) -> Int {
        shards.reduce(0) { sum, lock in
            sum
                + lock.shard.withLock { shard in
                    shard.forgetOld(at: now, until: expiry(at: now))
                    return shard.count
                }
        }
    }

    /// Whether something is kept of keys.
    public func stores(_ datum: StickDatum) -> Bool { place(of: datum, 0) != nil }

    private func shardIndex(_ key: [UInt8]) -> Int {
        if shards.count == 1 { return 0 }
        var hash: UInt32 = 2_166_136_261
        for byte in key { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash >> 16) % shards.count
    }

    // MARK: Keys

    /// Holds the entry of a key, which is made if there is none; nil when there is no room.
    public func hold(_ key: [UInt8], at now: Int64) -> Place? {
        let number = shardIndex(key)
        return shards[number].shard.withLock { shard in
            guard let index = find(key, &shard, at: now, creating: true) else { return nil }
            shard.entries[index].holders += 1
            shard.touch(index, until: expiry(at: now))
            return Place(shard: number, index: index)
        }
    }

    /// Lets go of an entry.
    public func release(_ place: Place, at now: Int64) {
        shards[place.shard].shard.withLock { shard in
            shard.entries[place.index].holders -= 1
            shard.touch(place.index, until: expiry(at: now))
        }
    }

    /// How many hold the entry.
    public func holders(of place: Place) -> Int {
        shards[place.shard].shard.withLock { $0.entries[place.index].holders }
    }

    /// The key of an entry that is held.
    public func key(of place: Place) -> [UInt8] {
        shards[place.shard].shard.withLock { $0.entries[place.index].key }
    }

    /// Does something with an entry that is held.
    public func with<Result>(_ place: Place, _ body: (inout StickRow) -> Result) -> Result {
        shards[place.shard].shard.withLock { shard in
            var row = StickRow(table: self, numbers: [], holders: 0, expiry: .max)
            swap(&row.numbers, &shard.entries[place.index].numbers)
            row.holders = shard.entries[place.index].holders
            defer { swap(&row.numbers, &shard.entries[place.index].numbers) }
            return body(&row)
        }
    }

    /// Does something with the entry of a key; nil when there is none.
    public func with<Result>(
        key: [UInt8],
        at now: Int64,
        creating: Bool = false,
        touching: Bool = false,
        _ body: (inout StickRow) -> Result
    ) -> Result? {
        shards[shardIndex(key)].shard.withLock { shard -> Result? in
            guard let index = find(key, &shard, at: now, creating: creating) else { return nil }
            var row = StickRow(table: self, numbers: [], holders: 0, expiry: .max)
            swap(&row.numbers, &shard.entries[index].numbers)
            row.holders = shard.entries[index].holders
            row.expiry = shard.entries[index].expiry
            let result = body(&row)
            swap(&row.numbers, &shard.entries[index].numbers)
            if touching || creating { shard.touch(index, until: expiry(at: now)) }
            return result
        }
    }

    /// Forgets a key; false when somebody holds it.
    public func remove(_ key: [UInt8], at now: Int64) -> Bool {
        shards[shardIndex(key)].shard.withLock { shard in
            guard let index = find(key, &shard, at: now, creating: false) else { return true }
            guard shard.entries[index].holders == 0 else { return false }
            shard.remove(index)
            return true
        }
    }

    /// All keys of the moment.
    public func keys(at now: Int64) -> [[UInt8]] {
        shards.flatMap { lock in
            lock.shard.withLock { shard in
                shard.forgetOld(at: now, until: expiry(at: now))
                return Array(shard.places.keys)
            }
        }
    }

    private func expiry(at now: Int64) -> Int64 { settings.expiry.map { now + $0 } ?? .max }

    private func find(
        _ key: [UInt8],
        _ shard: inout StickShard,
        at now: Int64,
        creating: Bool
    ) -> Int? {
        shard.forgetOld(at: now, until: expiry(at: now))
        if let index = shard.places[key] { return index }
        guard creating else { return nil }
        let limit = max(1, settings.size / shards.count)
        if shard.count >= limit, settings.keepsOld || !shard.forgetOldest() { return nil }
        return shard.add(key, width: width, until: expiry(at: now))
    }

    // MARK: Numbers

    func place(of datum: StickDatum, _ index: Int) -> (start: Int, period: Int64)? {
        if let start = places[datum.rawValue] {
            let stored = settings.stored.first { $0.datum == datum }
            guard let stored, index >= 0, index < stored.count else { return nil }
            return (start + index * (datum.isRate ? 3 : 1), stored.period)
        }
        guard let (array, number) = datum.element else { return nil }
        return place(of: array, number)
    }
}

/// The numbers of one key while its shard is locked.
public struct StickRow {
    unowned(unsafe) let table: StickTable
    var numbers: [Int64]
    /// How many hold it.
    public internal(set) var holders: Int
    /// When it is forgotten.
    public internal(set) var expiry: Int64

    /// A number, or the amount of its period; nil when it is not kept.
    public func value(_ datum: StickDatum, _ index: Int = 0, at now: Int64) -> Int64? {
        guard let (start, period) = table.place(of: datum, index) else { return nil }
        guard datum.isRate else { return numbers[start] }
        var (current, past) = (numbers[start + 1], numbers[start + 2])
        var rest = numbers[start] + period - now
        if rest < 0 {
            rest += period
            past = rest >= 0 ? current : 0
            current = 0
        }
        // A single event is not let fade, so that it is not rounded to none.
        if current == 0 && past <= 1 { return past }
        return past * max(0, rest) / max(1, period) + current
    }

    /// Adds to a number or a rate; nothing when it is not kept.
    public mutating func add(
        _ datum: StickDatum,
        _ index: Int = 0,
        _ amount: Int64 = 1,
        at now: Int64
    ) {
        guard let (start, period) = table.place(of: datum, index) else { return }
        guard datum.isRate else { return numbers[start] = max(0, numbers[start] &+ amount) }
        let age = now - numbers[start]
        if age >= period {
            let isLongAgo = age >= 2 * period
            numbers[start + 2] = isLongAgo ? 0 : numbers[start + 1]
            numbers[start + 1] = 0
            numbers[start] = isLongAgo ? now : numbers[start] + period
        }
        numbers[start + 1] &+= amount
    }

    /// Sets a number; the rate of a period is set as if it had been so before.
    public mutating func set(_ datum: StickDatum, _ index: Int = 0, to value: Int64, at now: Int64)
    {
        guard let (start, _) = table.place(of: datum, index) else { return }
        guard datum.isRate else { return numbers[start] = value }
        numbers[start] = now
        numbers[start + 1] = 0
        numbers[start + 2] = value
    }
}
