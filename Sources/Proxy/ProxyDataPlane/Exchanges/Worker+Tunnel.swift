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
        refreshTunnel(session)
    }

    private func refreshTunnel(_ session: Session) {
        let timeouts = session.backend?.settings.timeouts
        let clients = session.frontend.settings.timeouts
        let patience = timeouts?.tunnel ?? clients.tunnel
        let isHalfClosed = session.connection?.hasFinishedSending ?? false
        let clientFin = isHalfClosed ? clients.clientFin : nil
        let serverFin = isHalfClosed ? timeouts?.serverFin : nil
        session.clientDeadline = deadline(after: clientFin ?? patience ?? clients.client)
        session.serverDeadline = deadline(after: serverFin ?? patience ?? timeouts?.server)
    }

    /// Moves what can be moved.
    ///
    /// A client that has only closed its sending side goes on receiving; a server that has closed
    /// ends the tunnel when all that it sent has passed.
    func tunnel(_ session: Session) -> Bool {
        guard let connection = session.connection else { return false }
        let up = passUp(session, connection)
        if case .failed = up { return endTunnel(session, "C") }
        let down = passDown(session, connection)
        if case .failed = down { return endTunnel(session, "S") }
        let clientMoved = session.client.takeProgress()
        let serverMoved = connection.transport.takeProgress()
        if clientMoved || serverMoved { refreshTunnel(session) }
        if up == .ended && !connection.hasFinishedSending {
            finishSending(connection)
            refreshTunnel(session)
        }
        if down == .ended && session.output == nil { return endTunnel(session, nil) }
        return false
    }

    /// Passes on that the client sends no more.
    private func finishSending(_ connection: ServerConnection) {
        connection.hasFinishedSending = true
        connection.transport.closeTLS(cipherScratch)
        if connection.transport.tls == nil { connection.transport.socket.shutdownWriting() }
    }

    private func endTunnel(_ session: Session, _ cause: Character?) -> Bool {
        if let cause { session.ending.set(cause, "D") }
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
        while true {
            let flushed = flush(connection)
            guard case .moved = flushed else { return flushed }
            if let input = session.input, !input.isEmpty {
                switch connection.transport.write(input.bytes, scratch: cipherScratch) {
                case .moved(let count):
                    input.consume(count)
                    session.server?.counters.bytesIn.add(count)
                    session.backend?.counters.bytesIn.add(count)
                    continue
                case let other: return other
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
                return other
            }
        }
    }
}
