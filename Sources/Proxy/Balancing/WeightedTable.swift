/// `map-based` hashing and `static-rr`: a table with as many cells of a server as its weight says,
/// spread evenly.
///
/// The order of cells is that of HAProxy's `lb_map.c`.
struct WeightedTable {
    private var cells: [Int32] = []
    private var scores: [Int]
    private var turn = 0

    init(_ seats: [Seat], serving: ServingGroup) {
        scores = Array(repeating: 0, count: seats.count)
        rebuild(seats, serving: serving)
    }

    mutating func rebuild(_ seats: [Seat], serving: ServingGroup) {
        cells.removeAll(keepingCapacity: true)
        let members = Self.members(seats, serving: serving)
        let total = Self.total(seats, members, serving: serving)
        for index in scores.indices { scores[index] = 0 }
        for _ in 0..<total { cells.append(Int32(nextCell(seats, members, total: total))) }
    }

    /// The server of a hash; nil when there is none.
    func server(hash: UInt32) -> Int? {
        cells.isEmpty ? nil : Int(cells[Int(hash % UInt32(cells.count))])
    }

    /// The next server in turn; full ones are passed over, and the one to avoid while there is
    /// another.
    mutating func next(avoiding: Int?, loads: some ServerLoads) -> Int? {
        if cells.isEmpty { return nil }
        if turn >= cells.count { turn = 0 }
        var avoided: (server: Int, turn: Int)?
        var index = turn
        repeat {
            let server = Int(cells[index])
            index += 1
            if loads.hasRoom(server) {
                avoided = (server, index)
                if server != avoiding { break }
            }
            if index == cells.count { index = 0 }
        } while index != turn
        guard let avoided else { return nil }
        turn = avoided.turn
        return avoided.server
    }

    private mutating func nextCell(_ seats: [Seat], _ members: [Int], total: Int) -> Int {
        if total == 1 { return members[0] }
        var best = members[0]
        var highest = 0
        for (position, server) in members.enumerated() {
            scores[server] += seats[server].units
            let height = (scores[server] + total) / total
            if position == 0 || height > highest {
                highest = height
                best = server
            }
        }
        scores[best] -= total
        return best
    }

    private static func members(_ seats: [Seat], serving: ServingGroup) -> [Int] {
        switch serving {
        case .nobody: return []
        case .active: return seats.indices.filter { seats[$0].isUsable && !seats[$0].isBackup }
        case .singleBackup, .backups:
            return seats.indices.filter { seats[$0].isUsable && seats[$0].isBackup }
        }
    }

    private static func total(
        _ seats: [Seat],
        _ members: [Int],
        serving: ServingGroup
    ) -> Int {
        if case .singleBackup(let server) = serving { return seats[server].units }
        return members.reduce(0) { $0 + seats[$1].units }
    }
}
