/// `hash-type consistent` and `random`: servers have points on a ring of 32 bits, sixteen for each
/// unit of weight; a hash belongs to the nearest point.
///
/// The points are those of HAProxy's `lb_chash.c`, so that both send one key to one server.
struct HashRing {
    private struct Point {
        var key: UInt32
        var server: Int32
    }

    private var points: [Point] = []
    /// How many points of each server are on the ring.
    private var pointCounts: [Int]
    /// Where the turn of keys without a hash is.
    private var turn: UInt32?

    init(_ seats: [Seat], backups: Bool) {
        pointCounts = Array(repeating: 0, count: seats.count)
        for index in seats.indices where seats[index].isBackup == backups && seats[index].isUsable {
            let seat = seats[index]
            pointCounts[index] = seat.units
            points += (0..<seat.units).map { number in
                Point(key: Self.key(id: seat.id, number), server: Int32(index))
            }
        }
        // Of points in one place the earlier server's is first.
        points.sort { ($0.key, $0.server) < ($1.key, $1.server) }
    }

    /// Gives a server this many points: the first ones of its own sequence.
    mutating func place(_ server: Int, id: Int, count: Int) {
        let present = pointCounts[server]
        if count < present {
            remove(server, id: id, from: count)
        } else if count > present {
            add(server, id: id, range: present..<count)
        }
        pointCounts[server] = count
    }

    private mutating func add(_ server: Int, id: Int, range: Range<Int>) {
        let added = range.map { Point(key: Self.key(id: id, $0), server: Int32(server)) }
            .sorted { $0.key < $1.key }
        var merged: [Point] = []
        merged.reserveCapacity(points.count + added.count)
        var index = 0
        for point in points {
            while index < added.count, added[index].key < point.key {
                merged.append(added[index])
                index += 1
            }
            merged.append(point)
        }
        merged.append(contentsOf: added[index...])
        points = merged
    }

    private mutating func remove(_ server: Int, id: Int, from first: Int) {
        let kept = Set((0..<first).map { Self.key(id: id, $0) })
        var turnWasRemoved = false
        points.removeAll { point in
            guard point.server == server, !kept.contains(point.key) else { return false }
            if point.key == turn { turnWasRemoved = true }
            return true
        }
        guard turnWasRemoved, let old = turn else { return }
        turn = points.isEmpty ? nil : points[firstPoint(notBefore: old)].key
    }

    private static func key(id: Int, _ number: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: id * WeightScale.maximumUnits + number).avalanched
    }

    /// The first point at or after a key, around the end.
    private func firstPoint(notBefore key: UInt32) -> Int {
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low == points.count ? 0 : low
    }

    /// The server of a hash, or the next one around the ring that is not to be avoided and is
    /// eligible.
    func server(hash: UInt32, avoiding: Int?, isEligible: (Int) -> Bool) -> Int? {
        if points.isEmpty { return nil }
        let after = firstPoint(notBefore: hash)
        let before = after == 0 ? points.count - 1 : after - 1
        let isCloserToBefore = hash &- points[before].key <= points[after].key &- hash
        var index = isCloserToBefore ? before : after
        var server = Int(points[index].server)
        var rounds = 0
        while server == avoiding || !isEligible(server) {
            index += 1
            if index == points.count {
                index = 0
                rounds += 1
                if rounds > 1 { break }
            }
            server = Int(points[index].server)
        }
        return server
    }

    /// The next server around the ring; full ones are passed over, and the one to avoid while
    /// there is another.
    mutating func next(avoiding: Int?, loads: some ServerLoads) -> Int? {
        if points.isEmpty { return nil }
        let start = turn.map { firstPoint(notBefore: $0) } ?? points.count - 1
        var index = start
        var avoided: Int?
        repeat {
            index += 1
            if index == points.count { index = 0 }
            let server = Int(points[index].server)
            if loads.hasRoom(server) {
                turn = points[index].key
                if server != avoiding { return server }
                avoided = server
            }
        } while index != start
        return avoided
    }
}
