internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// Bytes that pass both ways after an upgrade.
extension Worker {
    /// From now on bytes pass without being looked at.
    func beginTunnel(_ stream: Stream, _ connection: ServerConnection) {
        stream.request.pipe.dropPassed()
        stream.request.pipe.isWhole = true
        if stream.client.lane == nil { stream.client.codec = .raw }
        if connection.lane == nil { connection.codec = .raw }
        if stream.isTCP {
            stream.timing.responseHead = now
            logEarly(stream)
        }
        stream.phase = .tunneling(connection, TunnelTimes())
        watchTunnel(stream, connection)
    }

    /// Moves what can be moved.
    ///
    /// A client that has only closed its sending side goes on receiving. A server that has closed
    /// ends the tunnel when all that it sent has passed; in mode tcp the client may go on sending.
    func tunnel(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        let up = passUp(stream, connection)
        if case .failed = up { return breakTunnel(stream, connection) }
        let down = passDown(stream, connection)
        guard case .tunneling = stream.phase else { return true }
        if case .failed = down { return breakTunnel(stream, connection) }
        if up == .ended && !connection.hasFinishedSending {
            finishSending(stream, connection, to: connection)
        }
        if down == .ended && stream.client.output == nil {
            guard stream.isTCP && up != .ended else {
                if let lane = stream.client.lane { endData(on: stream.client, lane) }
                return endTunnel(stream)
            }
            if !stream.client.hasFinishedSending {
                finishSending(stream, connection, to: stream.client)
            }
        }
        watchTunnel(stream, connection)
        return false
    }

    /// One side has moved nothing for its whole time.
    ///
    /// As in HAProxy, a client that only sends nothing is taken for one that has closed its sending
    /// side: the server may say what it still has to say.
    func tunnelTimedOut(_ stream: Stream, _ connection: ServerConnection, _ times: TunnelTimes) {
        let isClients = min(times.clientRead, times.clientWrite) <= now
        stream.ending.set(isClients ? "c" : "s", "D")
        if isClients { countAbort(stream) } else { countServerAbort(stream) }
        let others = min(times.clientWrite, times.serverRead, times.serverWrite)
        guard isClients, others > now, !connection.hasFinishedSending else { return cut(stream) }
        finishSending(stream, connection, to: connection)
        watchTunnel(stream, connection)
    }

    /// Sets the times of the four ways anew.
    ///
    /// A side that is to send has its whole time again when bytes moved from it or to it, one that is to
    /// take something only when it took some. Nobody is to send what there is no room for.
    private func watchTunnel(_ stream: Stream, _ connection: ServerConnection) {
        guard case .tunneling(_, var times) = stream.phase else { return }
        let timeouts = stream.backend?.settings.timeouts
        let clients = stream.frontend.settings.timeouts
        let tunnel = timeouts?.tunnel ?? clients.tunnel
        let client = WaitTimes.milliseconds(tunnel ?? clients.client)
        let server = WaitTimes.milliseconds(tunnel ?? timeouts?.server)
        let isHalfClosed = connection.hasFinishedSending
        let isServerDone = stream.client.hasFinishedSending
        let up = connection.output != nil || stream.request.pipe.count > 0
        let waitsForServer = !isHalfClosed && (up || connection.transport.hasUnsentCipher)
        let down = stream.client.output != nil || stream.response.pipe.count > 0
        let waitsForClient = down || stream.client.transport.hasUnsentCipher
        let clientMoved = stream.client.transport.takeProgress()
        let serverMoved = connection.transport.takeProgress()
        func watch(_ time: inout Int64, _ isAwaited: Bool, _ isRenewed: Bool, _ patience: Int64) {
            guard isAwaited && patience < .max else { return time = .max }
            if isRenewed || time == .max { time = now + patience }
        }
        let clientFin = WaitTimes.milliseconds(clients.clientFin ?? tunnel ?? clients.client)
        let serverFin = WaitTimes.milliseconds(timeouts?.serverFin ?? tunnel ?? timeouts?.server)
        watch(
            &times.clientRead,
            !isHalfClosed && !waitsForServer,
            clientMoved.isAny,
            isServerDone ? clientFin : client
        )
        watch(
            &times.clientWrite,
            waitsForClient,
            clientMoved.hasWritten,
            isHalfClosed ? clientFin : client
        )
        watch(
            &times.serverRead,
            !waitsForClient && !isServerDone,
            serverMoved.isAny,
            isHalfClosed ? serverFin : server
        )
        watch(
            &times.serverWrite,
            waitsForServer,
            serverMoved.hasWritten,
            isServerDone ? serverFin : server
        )
        stream.phase = .tunneling(connection, times)
        stream.clientDeadline = min(times.clientRead, times.clientWrite)
        stream.serverDeadline = min(times.serverRead, times.serverWrite)
    }

    /// Passes on to one side that the other sends no more; other times hold from now on.
    private func finishSending(
        _ stream: Stream,
        _ connection: ServerConnection,
        to peer: Connection
    ) {
        peer.hasFinishedSending = true
        if let lane = peer.lane {
            endData(on: peer, lane)
        } else {
            peer.transport.closeTLS(cipherScratch)
            if peer.transport.tls == nil { peer.transport.socket.shutdownWriting() }
        }
        stream.phase = .tunneling(connection, TunnelTimes())
    }

    /// A side has failed: the client, unless it was the server.
    private func breakTunnel(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        if connection.transport.isBroken {
            stream.ending.set("S", "D")
            countServerAbort(stream)
            stream.backend?.counters[index].add(.responseErrors)
            stream.server?.counters[index].add(.responseErrors)
        } else {
            stream.ending.set("C", "D")
            countAbort(stream)
        }
        return endTunnel(stream)
    }

    private func endTunnel(_ stream: Stream) -> Bool {
        logExchange(stream)
        abandon(stream)
        return false
    }

    private func passUp(_ stream: Stream, _ connection: ServerConnection) -> Transfer {
        if connection.hasFinishedSending { return .ended }
        while true {
            let flushed = flush(connection)
            guard case .moved = flushed else { return ofServer(flushed, connection) }
            if let input = stream.request.pipe.buffer, !input.isEmpty {
                switch write(input.bytes, on: connection) {
                case .moved(let count):
                    input.consume(count)
                    countIn(stream, count)
                    continue
                case let other: return ofServer(other, connection)
                }
            }
            let received = receive(stream)
            guard case .moved = received else { return received }
        }
    }

    private func passDown(_ stream: Stream, _ connection: ServerConnection) -> Transfer {
        let client = stream.client
        if client.hasFinishedSending { return .ended }
        while true {
            let flushed = flush(client)
            guard case .moved = flushed else { return flushed }
            if stream.response.awaitsRules {
                let hasEnded = connection.transport.hasEnded
                if inspectResponse(stream, hasEnded: hasEnded) { continue }
                guard case .tunneling = stream.phase, !hasEnded else { return .wouldBlock }
            } else if let input = stream.response.pipe.buffer, !input.isEmpty {
                switch write(input.bytes, on: client) {
                case .moved(let count):
                    input.consume(count)
                    countOut(stream, count)
                    stream.server?.counters[index].add(.bytesOut, count)
                    continue
                case let other: return other
                }
            }
            if turnBudget <= 0 {
                goOnLater(client)
                return .wouldBlock
            }
            let input = stream.response.pipe.bufferToFill(buffers)
            switch read(into: input, from: connection) {
            case .moved(let count):
                if connection.lane == nil { stream.response.pipe.fill(count) }
                turnBudget -= count
            case let other:
                giveBack(&stream.response.pipe)
                return ofServer(other, connection)
            }
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, on client: Connection) -> Transfer {
        if let lane = client.lane { return sendData(bytes, isLast: false, on: client, lane) }
        return client.transport.write(bytes, scratch: cipherScratch)
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
