/// Some of the entries of a table, in the order in which they were touched.
struct StickShard {
    struct Entry {
        var key: [UInt8]
        var numbers: [Int64]
        var holders = 0
        var expiry: Int64
        /// Its neighbours in the order, -1 at the ends.
        var before = -1
        var after = -1
    }

    var entries: [Entry] = []
    private(set) var places: [[UInt8]: Int] = [:]
    private var free: [Int] = []
    private var first = -1
    private var last = -1

    var count: Int { places.count }

    mutating func add(_ key: [UInt8], width: Int, until expiry: Int64) -> Int {
        let entry = Entry(
            key: key,
            numbers: Array(repeating: 0, count: width),
            expiry: expiry
        )
        let index: Int
        if let spare = free.popLast() {
            index = spare
            entries[index] = entry
        } else {
            index = entries.count
            entries.append(entry)
        }
        places[key] = index
        append(index)
        return index
    }

    mutating func remove(_ index: Int) {
        unlink(index)
        places[entries[index].key] = nil
        entries[index].key = []
        entries[index].numbers = []
        free.append(index)
    }

    /// Puts an entry behind all others.
    mutating func touch(_ index: Int, until expiry: Int64) {
        entries[index].expiry = expiry
        if last == index { return }
        unlink(index)
        append(index)
    }

    /// Forgets those whose time is over; one that is held has its time again.
    mutating func forgetOld(at now: Int64, until next: Int64) {
        while first >= 0, entries[first].expiry <= now {
            if entries[first].holders == 0 { remove(first) } else { touch(first, until: next) }
            if next <= now { return }
        }
    }

    /// Forgets the one that was touched first of those that nobody holds; false when there is none.
    mutating func forgetOldest() -> Bool {
        var index = first
        while index >= 0 {
            if entries[index].holders == 0 {
                remove(index)
                return true
            }
            index = entries[index].after
        }
        return false
    }

    private mutating func append(_ index: Int) {
        entries[index].before = last
        entries[index].after = -1
        if last >= 0 { entries[last].after = index } else { first = index }
        last = index
    }

    private mutating func unlink(_ index: Int) {
        let (before, after) = (entries[index].before, entries[index].after)
        if before >= 0 { entries[before].after = after } else { first = after }
        if after >= 0 { entries[after].before = before } else { last = before }
    }
}
