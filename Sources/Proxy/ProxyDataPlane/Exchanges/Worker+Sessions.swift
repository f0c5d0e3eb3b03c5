internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// How sessions begin, go on and end.
extension Worker {
    /// Takes a client's connection in.
    func open(_ socket: FileDescriptor, peer: SocketAddress, on listener: ListenerEntry) {
        guard let (slot, token) = slots.take() else { return socket.close() }
        var engine: TLSEngine?
        if listener.bind.tls != nil {
            useCertificates()
            engine = listener.tls.flatMap { try? TLSEngine(accepting: $0) }
            if engine == nil {
                slots.release(slot)
                return socket.close()
            }
        }
        let session = Session(
            client: Transport(socket: socket, tls: engine),
            slot: slot,
            token: token,
            listener: listener,
            peer: peer
        )
        while entries.count <= slot { entries.append(.free) }
        do throws(SystemError) {
            if peer.port != nil { try socket.setOption(.noDelay, 1) }
            try poller.add(
                socket,
                for: [.readable, .writable, .peerClosed],
                edgeTriggered: true,
                token: token.rawValue
            )
        } catch {
            slots.release(slot)
            return socket.close()
        }
        entries[slot] = .session(session)
        sessionCount += 1
        count(opened: session)
        session.acceptedAt = now
        session.client.isWritable = true
        session.awaitsProxyHeader = listener.bind.acceptsProxyHeader
        let isPlain = engine == nil && !session.awaitsProxyHeader
        session.phase = isPlain ? .awaitingRequest : .handshake
        session.clientDeadline = deadline(after: session.frontend.settings.timeouts.client)
        if isPlain { awaitRequest(session) }
        arm(session)
    }

    private func count(opened session: Session) {
        let counters = session.admission.counters
        counters[index].sessions.enter()
        counters[index].add(.connections)
        counters[index].sessionRate.note(at: now)
        runtime.connections.enter()
        runtime.counters.noteConnection(index, at: now)
        if session.client.tls != nil { runtime.tlsConnections.enter() }
    }

    func deadline(after duration: Duration?) -> Int64 {
        let milliseconds = patience(duration)
        return milliseconds == .max ? .max : now + milliseconds
    }

    /// A time-out of the configuration in milliseconds; `max` without one.
    func patience(_ duration: Duration?) -> Int64 {
        duration.map { max(1, $0.wholeMilliseconds(roundingUp: true)) } ?? .max
    }

    /// Gives the server of the running exchange its whole time again.
    func awaitServer(_ session: Session) {
        let patience = session.serverPatience
        session.serverDeadline = patience == .max ? .max : now + patience
    }

    /// Does what can be done for a session until it has to wait, or until its turn is over.
    func drive(_ session: Session) {
        turnBudget = Worker.bytesInTurn
        while true {
            let hasProgress: Bool
            switch session.phase {
            case .handshake: hasProgress = shakeHands(session)
            case .awaitingRequest: hasProgress = readRequestHead(session)
            case .queued, .pausing: hasProgress = noticeAbort(session)
            case .connecting: hasProgress = connectFurther(session)
            case .exchanging: hasProgress = exchange(session)
            case .tunneling: hasProgress = tunnel(session)
            case .rendering: hasProgress = noticeAbort(session)
            case .answering: hasProgress = answerFurther(session)
            case .draining: hasProgress = drain(session)
            case .lingering: hasProgress = linger(session)
            case .closed: return
            }
            if !hasProgress { break }
            turnBudget -= Worker.bytesOfStep
            if turnBudget <= 0 {
                goOnLater(session)
                break
            }
        }
        if session.phase != .closed { arm(session) }
    }

    private func shakeHands(_ session: Session) -> Bool {
        if session.awaitsProxyHeader, !readProxyHeader(session) { return false }
        switch session.client.handshake(scratch: cipherScratch) {
        case .moved:
            session.phase = .awaitingRequest
            awaitRequest(session)
            return true
        case .wouldBlock:
            return false
        case .ended, .failed:
            session.frontend.counters[index].add(.requestErrors)
            close(session)
            return false
        }
    }

    /// Makes a session ready for its next request.
    func awaitRequest(_ session: Session) {
        session.phase = .awaitingRequest
        resetRequest(session)
        session.frontend = session.listener.frontend
        let timeouts = session.frontend.settings.timeouts
        let patience =
            session.isIdle
            ? timeouts.httpKeepAlive ?? timeouts.httpRequest ?? timeouts.client
            : timeouts.httpRequest ?? timeouts.client
        session.clientDeadline = deadline(after: patience)
        session.serverDeadline = .max
        session.timing = ExchangeTiming()
        session.timing.start = session.isFirstRequest ? session.acceptedAt : now
        if session.isFirstRequest { session.timing.wallStart = .now }
    }

    /// Ends a session: closes the client, gives everything back.
    func close(_ session: Session) {
        guard session.phase != .closed else { return }
        leaveQueue(session)
        if let connection = session.connection {
            session.connection = nil
            close(connection)
        }
        leaveServer(session)
        endStream(session)
        session.pageOrder?.cancel()
        session.phase = .closed
        session.client.closeTLS(cipherScratch)
        if let input = session.input { buffers.give(input) }
        if let output = session.output { buffers.give(output) }
        session.input = nil
        session.output = nil
        release(session.slot)
        session.client.socket.close()
        sessionCount -= 1
        session.admission.counters[index].sessions.leave()
        runtime.connections.leave()
        if session.client.tls != nil { runtime.tlsConnections.leave() }
        closePrivateConnection(session)
        runtime.connectionEnded()
    }

    /// Ends an exchange at once and the session with it; the reason is set already.
    func cut(_ session: Session) {
        if session.hasStream {
            if !session.response.isHeadDone {
                session.frontend.counters[index].countResponse(session.response.status)
                session.backend?.counters[index].countResponse(session.response.status)
            }
            logExchange(session)
        }
        close(session)
    }

    /// Reads what the client sent into the session's buffer.
    func receive(_ session: Session) -> Transfer {
        if session.client.hasEnded { return .ended }
        if !session.client.isReadable && session.client.tls == nil { return .wouldBlock }
        if turnBudget <= 0 {
            goOnLater(session)
            return .wouldBlock
        }
        let input: ByteBuffer
        if let existing = session.input {
            input = existing
        } else {
            input = buffers.take()
            session.input = input
        }
        if input.room == 0 { input.compact() }
        guard input.room > 0 else { return .wouldBlock }
        let result = session.client.read(into: input.space, scratch: cipherScratch)
        if case .moved(let count) = result {
            input.fill(count)
            turnBudget -= count
            session.frontend.counters[index].add(.bytesIn, count)
        } else if input.isEmpty {
            buffers.give(input)
            session.input = nil
        }
        return result
    }

    /// Sends bytes to the client; what it does not take is kept.
    ///
    /// False when the client is gone.
    func send(_ bytes: UnsafeRawBufferPointer, to session: Session) -> Bool {
        session.response.byteCount += bytes.count
        session.frontend.counters[index].add(.bytesOut, bytes.count)
        session.backend?.counters[index].add(.bytesOut, bytes.count)
        var sent = 0
        while sent < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            switch session.client.write(rest, scratch: cipherScratch) {
            case .moved(let count): sent += count
            case .wouldBlock:
                let output = buffers.take()
                _ = output.append(rest)
                session.output = output
                return true
            case .ended, .failed: return false
            }
        }
        return true
    }

    /// Sends what the client did not take before.
    func flushOutput(_ session: Session) -> Transfer {
        while let output = session.output {
            guard session.client.isWritable else { return .wouldBlock }
            switch session.client.write(output.bytes, scratch: cipherScratch) {
            case .moved(let count):
                output.consume(count)
                if output.isEmpty {
                    buffers.give(output)
                    session.output = nil
                }
            case let other: return other
            }
        }
        return session.client.hasUnsentCipher
            ? session.client.flush(cipherScratch) : .moved(0)
    }
}
