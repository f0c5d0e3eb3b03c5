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
        let patience = timeouts?.tunnel ?? session.frontend.settings.timeouts.tunnel
        session.clientDeadline = deadline(
            after: patience ?? session.frontend.settings.timeouts.client
        )
        session.serverDeadline = deadline(after: patience ?? timeouts?.server)
    }

    /// Moves what can be moved; true when something moved.
    func tunnel(_ session: Session) -> Bool {
        guard let connection = session.connection else { return false }
        let up = passUp(session, connection)
        if case .failed = up { return endTunnel(session, "C") }
        let down = passDown(session, connection)
        if case .failed = down { return endTunnel(session, "S") }
        if case .moved = up { refreshTunnel(session) }
        if case .moved = down { refreshTunnel(session) }
        if up == .ended || down == .ended {
            // One side has closed and all that it sent has passed: the tunnel ends.
            let isFlushed = session.output == nil && connection.output == nil
            if isFlushed { return endTunnel(session, nil) }
        }
        return false
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
        var total = 0
        while true {
            if let input = session.input, !input.isEmpty {
                switch connection.transport.write(input.bytes, scratch: cipherScratch) {
                case .moved(let count):
                    input.consume(count)
                    total += count
                    session.server?.counters.bytesIn.add(count)
                    session.backend?.counters.bytesIn.add(count)
                    continue
                case .wouldBlock: return total > 0 ? .moved(total) : .wouldBlock
                case let other: return other
                }
            }
            if connection.transport.hasUnsentCipher {
                let flushed = connection.transport.flush(cipherScratch)
                guard case .moved = flushed else { return flushed }
            }
            switch receive(session) {
            case .moved: continue
            case .wouldBlock: return total > 0 ? .moved(total) : .wouldBlock
            case let other: return other
            }
        }
    }

    private func passDown(_ session: Session, _ connection: ServerConnection) -> Transfer {
        var total = 0
        while true {
            let flushed = flushOutput(session)
            guard case .moved = flushed else {
                return total > 0 && flushed == .wouldBlock ? .moved(total) : flushed
            }
            if let input = connection.input, !input.isEmpty {
                switch session.client.write(input.bytes, scratch: cipherScratch) {
                case .moved(let count):
                    input.consume(count)
                    total += count
                    session.response.byteCount += count
                    session.frontend.counters.bytesOut.add(count)
                    session.backend?.counters.bytesOut.add(count)
                    session.server?.counters.bytesOut.add(count)
                    continue
                case .wouldBlock: return total > 0 ? .moved(total) : .wouldBlock
                case let other: return other
                }
            }
            let input = connection.input ?? buffers.take()
            connection.input = input
            switch connection.transport.read(into: input.space, scratch: cipherScratch) {
            case .moved(let count): input.fill(count)
            case .wouldBlock:
                buffers.give(input)
                connection.input = nil
                return total > 0 ? .moved(total) : .wouldBlock
            case let other:
                buffers.give(input)
                connection.input = nil
                return other
            }
        }
    }
}
