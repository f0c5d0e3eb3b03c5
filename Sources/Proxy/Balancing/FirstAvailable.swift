/// `first`: the server with the lowest number that has room.
struct FirstAvailable {
    private let order: [Int]

    init(_ seats: [Seat]) {
        order = seats.indices.sorted { (seats[$0].id, $0) < (seats[$1].id, $1) }
    }

    func pick(
        fromBackups: Bool,
        _ seats: [Seat],
        avoiding: Int?,
        loads: some ServerLoads
    ) -> Int? {
        var avoided: Int?
        for server in order where seats[server].isUsable && seats[server].isBackup == fromBackups {
            guard loads.hasRoom(server) else { continue }
            if server != avoiding { return server }
            avoided = server
        }
        return avoided
    }
}
