/// `leastconn`: the server with the fewest streams for its weight; among equals, the one that was
/// there first.
///
/// The order is that of HAProxy's `lb_fwlc.c`.
struct LeastConnections {
    private var active: OrderedSeats
    private var backups: OrderedSeats
    private var keys: [UInt32?]

    init(_ seats: [Seat]) {
        active = OrderedSeats(capacity: seats.count)
        backups = OrderedSeats(capacity: seats.count)
        keys = Array(repeating: nil, count: seats.count)
        for index in seats.indices where seats[index].isUsable { insert(index, seats[index], 0) }
    }

    mutating func insert(_ server: Int, _ seat: Seat, _ inFlight: Int) {
        let key = Self.key(inFlight: inFlight, units: seat.units)
        keys[server] = key
        if seat.isBackup {
            backups.insert(server, key: key)
        } else {
            active.insert(server, key: key)
        }
    }

    mutating func remove(_ server: Int, _ seat: Seat) {
        keys[server] = nil
        if seat.isBackup { backups.remove(server) } else { active.remove(server) }
    }

    /// Puts a server where its number of streams belongs.
    mutating func loadChanged(_ server: Int, _ seat: Seat, inFlight: Int) {
        guard let present = keys[server] else { return }
        guard present != Self.key(inFlight: inFlight, units: seat.units) else { return }
        remove(server, seat)
        insert(server, seat, inFlight)
    }

    func pick(fromBackups: Bool, avoiding: Int?, loads: some ServerLoads) -> Int? {
        let queue = fromBackups ? backups : active
        var avoided: Int?
        for index in 0..<queue.count {
            let server = queue[index]
            guard loads.canQueue(server) else { continue }
            if server != avoiding { return server }
            avoided = server
        }
        return avoided
    }

    private static func key(inFlight: Int, units: Int) -> UInt32 {
        if inFlight == 0 { return 0 }
        return UInt32(truncatingIfNeeded: (inFlight + 1) * WeightScale.maximumUnits / max(1, units))
    }
}
