internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// Bytes that pass both ways after an upgrade.
extension Worker {
    /// From now on bytes pass without being looked at.
    func beginTunnel(_ session: Session) {
        session.phase = .tunneling
        if let input = session.input {
            input.consume(min(session.request.sent, input.count))
        }
        session.request.sent = 0
        session.request.scanned = 0
        session.request.isWhole = true
        session.tunnelTimes = TunnelTimes()
        watchTunnel(session)
    }

    /// Moves what can be moved.
    ///
    /// A client that has only closed its sending side goes on receiving; a server that has closed
    /// ends the tunnel when all that it sent has passed.
    func tunnel(_ session: Session) -> Bool {
        guard let connection = session.connection else { return false }
        let up = passUp(session, connection)
        if case .failed = up { return breakTunnel(session, connection) }
        let down = passDown(session, connection)
        if case .failed = down { return breakTunnel(session, connection) }
        if up == .ended && !connection.hasFinishedSending { finishSending(session, connection) }
        if down == .ended && session.output == nil { return endTunnel(session) }
        watchTunnel(session)
        return false
    }

    /// One side has moved nothing for its whole time.
    ///
    /// As in HAProxy, a client that only sends nothing is taken for one that has closed its sending
    /// side: the server may say what it still has to say.
    func tunnelTimedOut(_ session: Session) {
        guard let connection = session.connection else { return close(session) }
        let times = session.tunnelTimes
        let isClients = min(times.clientRead, times.clientWrite) <= now
        session.ending.set(isClients ? "c" : "s", "D")
        if isClients { countAbort(session) } else { countServerAbort(session) }
        let others = min(times.clientWrite, times.serverRead, times.serverWrite)
        guard isClients, others > now, !connection.hasFinishedSending else { return cut(session) }
        finishSending(session, connection)
        watchTunnel(session)
    }

    /// Sets the times of the four ways anew.
    ///
    /// A side that is to send has its whole time again when bytes moved from it or to it, one that is to
    /// take something only when it took some. Nobody is to send what there is no room for.
    private func watchTunnel(_ session: Session) {
        guard let connection = session.connection else { return }
        let timeouts = session.backend?.settings.timeouts
        let clients = session.frontend.settings.timeouts
        let tunnel = timeouts?.tunnel ?? clients.tunnel
        let client = patience(tunnel ?? clients.client)
        let server = patience(tunnel ?? timeouts?.server)
        let isHalfClosed = connection.hasFinishedSending
        let up = connection.output != nil || session.input.map { !$0.isEmpty } ?? false
        let waitsForServer = !isHalfClosed && (up || connection.transport.hasUnsentCipher)
        let down = session.output != nil || connection.input.map { !$0.isEmpty } ?? false
        let waitsForClient = down || session.client.hasUnsentCipher
        let clientMoved = session.client.takeProgress()
        let serverMoved = connection.transport.takeProgress()
        func watch(_ time: inout Int64, _ isAwaited: Bool, _ isRenewed: Bool, _ patience: Int64) {
            guard isAwaited && patience < .max else { return time = .max }
            if isRenewed || time == .max { time = now + patience }
        }
        var times = session.tunnelTimes
        watch(&times.clientRead, !isHalfClosed && !waitsForServer, clientMoved.isAny, client)
        watch(
            &times.clientWrite,
            waitsForClient,
            clientMoved.hasWritten,
            isHalfClosed && clients.clientFin != nil ? patience(clients.clientFin) : client
        )
        watch(
            &times.serverRead,
            !waitsForClient,
            serverMoved.isAny,
            isHalfClosed && timeouts?.serverFin != nil ? patience(timeouts?.serverFin) : server
        )
        watch(&times.serverWrite, waitsForServer, serverMoved.hasWritten, server)
        session.tunnelTimes = times
        session.clientDeadline = min(times.clientRead, times.clientWrite)
        session.serverDeadline = min(times.serverRead, times.serverWrite)
    }

    /// Passes on that the client sends no more; other times hold from now on.
    private func finishSending(_ session: Session, _ connection: ServerConnection) {
        connection.hasFinishedSending = true
        connection.transport.closeTLS(cipherScratch)
        if connection.transport.tls == nil { connection.transport.socket.shutdownWriting() }
        session.tunnelTimes = TunnelTimes()
    }

    /// A side has failed: the client, unless it was the server.
    private func breakTunnel(_ session: Session, _ connection: ServerConnection) -> Bool {
        if connection.transport.isBroken {
            session.ending.set("S", "D")
            countServerAbort(session)
            session.backend?.counters[index].add(.responseErrors)
            session.server?.counters[index].add(.responseErrors)
        } else {
            session.ending.set("C", "D")
            countAbort(session)
        }
        return endTunnel(session)
    }

    private func endTunnel(_ session: Session) -> Bool {
        logExchange(session)
        endTunnelStream(session)
        close(session)
        return false
    }

    private func endTunnelStream(_ session: Session) {
        dropConnection(session)
        leaveServer(session)
        endStream(session)
    }

    private func passUp(_ session: Session, _ connection: ServerConnection) -> Transfer {
        if connection.hasFinishedSending { return .ended }
        while true {
            let flushed = flush(connection)
            guard case .moved = flushed else { return ofServer(flushed, connection) }
            if let input = session.input, !input.isEmpty {
                switch connection.transport.write(input.bytes, scratch: cipherScratch) {
                case .moved(let count):
                    input.consume(count)
                    session.server?.counters[index].add(.bytesIn, count)
                    session.backend?.counters[index].add(.bytesIn, count)
                    continue
                case let other: return ofServer(other, connection)
                }
            }
            let received = receive(session)
            guard case .moved = received else { return received }
        }
    }

    private func passDown(_ session: Session, _ connection: ServerConnection) -> Transfer {
        while true {
            let flushed = flushOutput(session)
            guard case .moved = flushed else { return flushed }
            if let input = connection.input, !input.isEmpty {
                switch session.client.write(input.bytes, scratch: cipherScratch) {
                case .moved(let count):
                    input.consume(count)
                    session.response.byteCount += count
                    countOut(session, count)
                    continue
                case let other: return other
                }
            }
            if turnBudget <= 0 {
                goOnLater(session)
                return .wouldBlock
            }
            let input = connection.input ?? buffers.take()
            connection.input = input
            switch connection.transport.read(into: input.space, scratch: cipherScratch) {
            case .moved(let count):
                input.fill(count)
                turnBudget -= count
            case let other:
                giveBack(connection)
                return ofServer(other, connection)
            }
        }
    }

    /// Notes whose failure it was.
    private func ofServer(_ outcome: Transfer, _ connection: ServerConnection) -> Transfer {
        if outcome.isFailure { connection.transport.isBroken = true }
        return outcome
    }
}

/// When the ways of a tunnel have waited too long, in milliseconds of the loop; `max` is not awaited.
struct TunnelTimes {
    /// The client is to send.
    var clientRead = Int64.max
    /// The client is to take what there is for it.
    var clientWrite = Int64.max
    /// The server is to send.
    var serverRead = Int64.max
    /// The server is to take what there is for it.
    var serverWrite = Int64.max
}
