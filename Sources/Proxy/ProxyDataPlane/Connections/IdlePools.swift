internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// The idle connections of one thread, by server; of those that anybody may use, the one that was
/// used last goes first as far as it goes.
struct IdlePools {
    private var pools: [[ServerConnection]] = []

    mutating func add(_ connection: ServerConnection) {
        let serial = connection.server.serial
        while pools.count <= serial { pools.append([]) }
        connection.poolIndex = pools[serial].count
        pools[serial].append(connection)
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
        guard last !== connection else { return }
        pools[serial][index] = last
        last.poolIndex = index
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
    /// A kept connection for the next request of a session; nil when it has to make one.
    ///
    /// By `http-reuse`: a session's own connection comes first, and with `safe` the first request of
    /// a session goes over a connection of its own, so that a server that closes it meets a client that
    /// knows whether to ask again.
    func reusableConnection(
        for session: Session,
        _ server: ServerRuntime
    ) -> ServerConnection? {
        guard session.attempts == 0, let backend = session.backend else { return nil }
        let route = server.hasFixedRoute ? nil : self.route(session, to: server)
        if let own = takeOwnConnection(session, to: server, route) { return own }
        let isFirst = session.isFirstRequest
        let reuse = backend.settings.connectionReuse
        guard reuse != .never, reuse != .safe || !isFirst else { return nil }
        let kept = idle.take(of: server) { connection in
            // A first request goes only where the server has proved that it keeps connections.
            if isFirst && reuse == .aggressive && connection.exchangeCount < 2 { return false }
            return connection.route == route
        }
        // What another session's exchange has left behind is nobody's answer.
        kept?.mayHaveLeftovers = true
        return kept
    }

    /// Whether a connection takes the request that is about to be written; a new one does.
    ///
    /// What has come on a kept one since its last response is nobody's answer, and one that the server
    /// has closed takes none. The poller tells of both before any session is served; the socket itself
    /// is asked at the last moment where the poller may have nothing to tell, and where a server is
    /// known to send a body that it should not.
    func takesRequest(_ connection: ServerConnection, of session: Session) -> Bool {
        guard connection.exchangeCount > 0 else { return true }
        let asksSocket = connection.mayHaveLeftovers || connection.transport.isReadable
        if asksSocket && connection.transport.socket.hasUnreadBytes { return false }
        if connection.transport.hasUnreadText(scratch: cipherScratch) { return false }
        connection.server.counters[index].add(.connectionsReused)
        session.backend?.counters[index].add(.connectionsReused)
        return true
    }

    private func takeOwnConnection(
        _ session: Session,
        to server: ServerRuntime,
        _ route: String?
    ) -> ServerConnection? {
        guard let token = session.ownConnection, let slot = slots.slot(of: token),
            case .connection(let own) = entries[slot], own.session == nil, own.server === server,
            own.route == route
        else { return nil }
        session.ownConnection = nil
        idle.remove(own)
        return own
    }

    /// Keeps a connection for another request.
    func keep(_ connection: ServerConnection, of session: Session) {
        if let input = connection.input { buffers.give(input) }
        connection.input = nil
        connection.session = nil
        connection.mayHaveLeftovers = session.response.framing == .none
        let server = connection.server
        let limit = server.settings.maximumIdleConnections ?? 1024
        connection.isPrivate =
            session.isAuthenticatedByConnection
            || session.backend?.settings.connectionReuse == .never
        guard idle.count(of: server) < limit, server.isHealthy,
            !server.isRetired.load(ordering: .relaxed),
            connection.addressNumber == server.addressNumber.current,
            server.settings.idleConnectionLifetime > .zero,
            connection.isPrivate || isNeeded(server)
        else { return close(connection) }
        session.ownConnection = connection.token
        let lifetime = server.settings.idleConnectionLifetime.wholeMilliseconds()
        // One timer for a connection is in the queue at most: it is put in anew when it comes.
        if connection.idleSince == 0 { timers.add(now + lifetime, connection.token) }
        connection.idleSince = now
        idle.add(connection)
    }

    /// Whether a connection that was used until now is likely to be needed again; each thread keeps one.
    private func isNeeded(_ server: ServerRuntime) -> Bool {
        server.connectionNeed.wantsAnother(
            inUse: max(1, server.servedStreams),
            idle: server.idleConnections.current,
            spare: idle.count(of: server) == 0 ? runtime.threadCount : 0,
            at: now,
            every: server.settings.idleConnectionLifetime.wholeMilliseconds()
        )
    }

    /// Closes the connection that only this session could have used.
    func closePrivateConnection(_ session: Session) {
        guard let token = session.ownConnection, let slot = slots.slot(of: token),
            case .connection(let own) = entries[slot], own.session == nil, own.isPrivate
        else { return }
        idle.remove(own)
        close(own)
    }

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
