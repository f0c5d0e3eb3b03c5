/// Servers in the order of a key; of equal keys, the one that came first is first.
///
/// Does what an elastic binary tree with duplicates does for HAProxy. A backend has few servers, so
/// that moving some bytes is cheaper than balancing a tree; the memory is reserved once.
struct OrderedSeats {
    private struct Entry {
        var key: UInt32
        var server: Int32
    }

    private var entries: [Entry] = []

    init(capacity: Int) {
        entries.reserveCapacity(capacity)
    }

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    var first: Int? { entries.first.map { Int($0.server) } }

    subscript(index: Int) -> Int { Int(entries[index].server) }

    mutating func insert(_ server: Int, key: UInt32) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key <= key { low = middle + 1 } else { high = middle }
        }
        entries.insert(Entry(key: key, server: Int32(server)), at: low)
    }

    mutating func remove(_ server: Int) {
        guard let index = entries.firstIndex(where: { $0.server == server }) else { return }
        entries.remove(at: index)
    }
}
