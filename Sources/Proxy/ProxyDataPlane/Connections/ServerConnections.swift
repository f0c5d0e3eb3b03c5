internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// Connections to servers that are kept for the next request, and their end.
extension Worker {
    /// A kept connection for the next request of a client; nil when it has to make one.
    ///
    /// By `http-reuse`: a client's own connection comes first, and with `safe` the first request of
    /// a client goes over a connection of its own, so that a server that closes it meets a client that
    /// knows whether to ask again.
    func reusableConnection(
        for stream: Stream,
        _ server: ServerRuntime
    ) -> ServerConnection? {
        guard stream.retries.count == 0, !stream.isTCP, let backend = stream.backend else {
            return nil
        }
        let route = server.hasFixedRoute ? nil : self.route(stream, to: server)
        if let own = takeOwnConnection(stream, to: server, route) { return own }
        let isFirst = stream.isFirst
        let reuse = backend.settings.connectionReuse
        guard reuse != .never, reuse != .safe || !isFirst else { return nil }
        if let lane = sharedLane(for: stream, server, route) { return lane }
        let kept = idle.take(of: server) { connection in
            // A first request goes only where the server has proved that it keeps connections.
            if isFirst && reuse == .aggressive && connection.exchangeCount < 2 { return false }
            return connection.route == route
        }
        // What another client's exchange has left behind is nobody's answer.
        kept?.mayHaveLeftovers = true
        return kept
    }

    /// Whether a connection takes the request that is about to be written; a new one does.
    ///
    /// What has come on a kept one since its last response is nobody's answer, and one that the server
    /// has closed takes none. The poller tells of both before any client is served; the socket itself
    /// is asked at the last moment where the poller may have nothing to tell, and where a server is
    /// known to send a body that it should not.
    func takesRequest(_ connection: ServerConnection, of stream: Stream) -> Bool {
        guard connection.exchangeCount > 0, connection.lane == nil else { return true }
        let asksSocket = connection.mayHaveLeftovers || connection.transport.isReadable
        if asksSocket && connection.transport.socket.hasUnreadBytes { return false }
        if connection.transport.hasUnreadText(scratch: cipherScratch) { return false }
        connection.server.counters[index].add(.connectionsReused)
        stream.backend?.counters[index].add(.connectionsReused)
        return true
    }

    private func takeOwnConnection(
        _ stream: Stream,
        to server: ServerRuntime,
        _ route: String?
    ) -> ServerConnection? {
        guard let token = stream.client.keptConnection, let slot = slots.slot(of: token),
            case .server(let own) = entries[slot], own.stream == nil, own.server === server,
            own.route == route
        else { return nil }
        stream.client.keptConnection = nil
        idle.remove(own)
        return own
    }

    /// Keeps a connection for another request.
    func keep(_ connection: ServerConnection, of stream: Stream) {
        if connection.lane != nil { return close(connection) }
        connection.stream = nil
        connection.mayHaveLeftovers = stream.response.framing == .none
        let server = connection.server
        let limit = server.settings.maximumIdleConnections ?? 1024
        connection.isPrivate =
            stream.client.isAuthenticatedByConnection
            || stream.backend?.settings.connectionReuse == .never
        guard server.idleConnections.current < limit, server.isHealthy,
            !server.isRetired.load(ordering: .relaxed),
            connection.addressNumber == server.addressNumber.current,
            server.idleLifetime > 0,
            connection.isPrivate || isNeeded(server)
        else { return close(connection) }
        stream.client.keptConnection = connection.token
        let lifetime = server.idleLifetime
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
            every: server.idleLifetime
        )
    }

    /// Closes the connection that only this client could have used.
    func closePrivateConnection(of client: ClientConnection) {
        guard let token = client.keptConnection, let slot = slots.slot(of: token),
            case .server(let own) = entries[slot], own.stream == nil, own.isPrivate
        else { return }
        idle.remove(own)
        close(own)
    }

    func idleTimerFired(_ connection: ServerConnection) {
        if case .multiplexed = connection.codec { return sharedTimerFired(connection) }
        guard connection.stream == nil else { return }
        let lifetime = connection.server.idleLifetime
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
        if let lane = connection.lane { return close(connection, lane) }
        if case .multiplexed(let multiplexer) = connection.codec { close(connection, multiplexer) }
        connection.stream = nil
        closeSocket(of: connection)
    }

    func dropConnectionsOfUnknownServers() {
        var known: Set<Int> = []
        for backend in generation.backends {
            for server in backend.servers { known.insert(server.serial) }
        }
        for connection in idle.takeAll(butOf: known) { close(connection) }
        dropShared { !known.contains($0) }
    }

    /// Closes connections of HTTP/2 to servers when nothing is on them any more.
    func dropShared(where isMeant: (Int) -> Bool) {
        for connection in shared.all(where: isMeant) {
            connection.isPrivate = true
            goOnLater(connection)
        }
    }
}
