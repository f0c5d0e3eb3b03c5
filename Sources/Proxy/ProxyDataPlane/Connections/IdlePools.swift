internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// The idle connections of one thread, by server; the one that was used last goes first.
struct IdlePools {
    private var pools: [[ServerConnection]] = []

    mutating func add(_ connection: ServerConnection) {
        let serial = connection.server.serial
        while pools.count <= serial { pools.append([]) }
        pools[serial].append(connection)
        connection.server.idleConnections.add()
    }

    mutating func take(of server: ServerRuntime) -> ServerConnection? {
        guard server.serial < pools.count, let connection = pools[server.serial].popLast() else {
            return nil
        }
        server.idleConnections.add(-1)
        return connection
    }

    mutating func remove(_ connection: ServerConnection) {
        let serial = connection.server.serial
        guard serial < pools.count,
            let index = pools[serial].firstIndex(where: { $0 === connection })
        else { return }
        pools[serial].remove(at: index)
        connection.server.idleConnections.add(-1)
    }

    mutating func takeAll(of server: ServerRuntime) -> [ServerConnection] {
        guard server.serial < pools.count else { return [] }
        let all = pools[server.serial]
        pools[server.serial] = []
        server.idleConnections.add(-all.count)
        return all
    }

    /// Takes out the connections to servers that are not among these.
    mutating func takeAll(butOf serials: Set<Int>) -> [ServerConnection] {
        var all: [ServerConnection] = []
        for serial in pools.indices where !serials.contains(serial) {
            all += pools[serial]
            pools[serial] = []
        }
        for connection in all { connection.server.idleConnections.add(-1) }
        return all
    }

    func count(of server: ServerRuntime) -> Int {
        server.serial < pools.count ? pools[server.serial].count : 0
    }
}

extension Worker {
    func idleTimerFired(_ connection: ServerConnection) {
        guard connection.session == nil else { return }
        let lifetime = connection.server.settings.idleConnectionLifetime.wholeMilliseconds()
        let end = connection.idleSince + lifetime
        if now >= end {
            idle.remove(connection)
            close(connection)
        } else {
            timers.add(end, connection.token)
        }
    }

    /// Closes a connection to a server for good.
    func close(_ connection: ServerConnection) {
        if let input = connection.input { buffers.give(input) }
        if let output = connection.output { buffers.give(output) }
        connection.input = nil
        connection.output = nil
        connection.session = nil
        release(connection.slot)
        connection.transport.socket.close()
    }

    func dropConnectionsOfUnknownServers() {
        var known: Set<Int> = []
        for backend in generation.backends {
            for server in backend.servers { known.insert(server.serial) }
        }
        for connection in idle.takeAll(butOf: known) { close(connection) }
    }
}
