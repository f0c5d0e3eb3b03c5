/// The idle connections of one thread, by server; of those that anybody may use, the one that was
/// used last goes first as far as it goes.
struct IdlePools {
    private var pools: [[ServerConnection]] = []
    /// The thread's number, when there are others that it may lend to.
    private let lender: Int?

    init(lender: Int?) {
        self.lender = lender
    }

    mutating func add(_ connection: ServerConnection) {
        let serial = connection.server.serial
        while pools.count <= serial { pools.append([]) }
        connection.poolIndex = pools[serial].count
        pools[serial].append(connection)
        if pools[serial].count == 1 { noteLender(connection.server, true) }
        connection.server.idleConnections.add()
    }

    /// Takes out one that others than its last user may use, and that the caller finds suitable.
    mutating func take(
        of server: ServerRuntime,
        where isSuitable: (ServerConnection) -> Bool
    ) -> ServerConnection? {
        guard server.serial < pools.count else { return nil }
        let found = pools[server.serial].last { !$0.isPrivate && isSuitable($0) }
        if let found { remove(found) }
        return found
    }

    /// Takes one out; the last of the pool gets its place.
    mutating func remove(_ connection: ServerConnection) {
        let serial = connection.server.serial
        let index = connection.poolIndex
        guard serial < pools.count, index < pools[serial].count,
            pools[serial][index] === connection, let last = pools[serial].popLast()
        else { return }
        connection.server.idleConnections.add(-1)
        if pools[serial].isEmpty { noteLender(connection.server, false) }
        guard last !== connection else { return }
        pools[serial][index] = last
        last.poolIndex = index
    }

    mutating func takeAll(of server: ServerRuntime) -> [ServerConnection] {
        guard server.serial < pools.count else { return [] }
        let all = pools[server.serial]
        pools[server.serial] = []
        server.idleConnections.add(-all.count)
        if !all.isEmpty { noteLender(server, false) }
        return all
    }

    /// Takes out the connections to servers that are not among these.
    mutating func takeAll(butOf serials: Set<Int>) -> [ServerConnection] {
        var all: [ServerConnection] = []
        for serial in pools.indices where !serials.contains(serial) {
            if let server = pools[serial].first?.server { noteLender(server, false) }
            all += pools[serial]
            pools[serial] = []
        }
        for connection in all { connection.server.idleConnections.add(-1) }
        return all
    }

    private func noteLender(_ server: ServerRuntime, _ has: Bool) {
        if let lender { server.cell.lenders.note(lender, has) }
    }

    func count(of server: ServerRuntime) -> Int {
        server.serial < pools.count ? pools[server.serial].count : 0
    }
}
