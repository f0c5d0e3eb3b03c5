internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// How clients' connections begin, go on and end.
extension Worker {
    /// Takes a client's connection in.
    func open(_ socket: FileDescriptor, peer: SocketAddress, on listener: ListenerEntry) {
        guard let place = slots.take() else { return socket.close() }
        var engine: TLSEngine?
        if listener.bind.tls != nil {
            useCertificates()
            engine = listener.tls.flatMap { try? TLSEngine(accepting: $0) }
            if engine == nil {
                slots.release(place.slot)
                return socket.close()
            }
        }
        let client = ClientConnection(
            transport: Transport(socket: socket, tls: engine),
            place: place,
            listener: listener,
            peer: peer,
            acceptedAt: now
        )
        if !admits(client) {
            slots.release(place.slot)
            endTracking(client)
            try? socket.setOption(.lingerReset, 1)
            return socket.close()
        }
        do throws(SystemError) {
            if peer.port != nil { try socket.setOption(.noDelay, 1) }
            if listener.frontend.settings.probesIdleClients {
                try socket.probeWhenIdle(listener.frontend.settings.clientProbing)
            }
            try poller.add(
                socket,
                for: [.readable, .writable, .peerClosed],
                edgeTriggered: true,
                token: place.token.rawValue
            )
        } catch {
            slots.release(place.slot)
            return socket.close()
        }
        enter(.client(client), at: place.slot)
        clientCount += 1
        count(opened: client)
        client.transport.isWritable = true
        client.deadline = deadline(in: listener.frontend.waits.client)
        if engine == nil && !client.awaitsProxyHeader { beginTalking(client) }
        arm(client)
    }

    private func count(opened client: ClientConnection) {
        let counters = client.admission.counters
        counters[index].sessions.enter()
        counters[index].add(.connections)
        counters[index].sessionRate.note(at: now)
        runtime.connections.enter()
        runtime.counters.noteConnection(index, at: now)
        if client.transport.tls != nil {
            runtime.tlsConnections.enter()
            runtime.counters.noteEncryption(index, at: now)
        }
    }

    /// Does what can be done for a client until it has to wait, or until its turn is over.
    func drive(_ client: ClientConnection) {
        turnBudget = Worker.bytesInTurn
        while true {
            let hasProgress: Bool
            switch client.phase {
            case .handshake: hasProgress = shakeHands(client)
            case .waiting: hasProgress = awaitFirstByte(client)
            case .serving(let stream): hasProgress = advance(stream)
            case .draining(let end): hasProgress = drain(client, until: end)
            case .flushing(let isWhole): hasProgress = flushLast(client, afterWholeRequest: isWhole)
            case .lingering(let end): hasProgress = linger(client, until: end)
            case .multiplexing(let multiplexer): hasProgress = multiplex(client, multiplexer)
            case .closed: return
            }
            if !hasProgress { break }
            turnBudget -= Worker.bytesOfStep
            if turnBudget <= 0 {
                goOnLater(client)
                break
            }
        }
        if !client.isClosed { arm(client) }
    }

    /// Awaits the first words of a client, in the protocol that it has to speak or has agreed on.
    private func beginTalking(_ client: ClientConnection) {
        guard admitsSession(client) else { return close(client) }
        if client.tracked != nil { countTrackedSession(client) }
        if speaksHTTP2(client) {
            beginMultiplexing(client, with: nil)
        } else {
            awaitRequest(client)
        }
    }

    private func shakeHands(_ client: ClientConnection) -> Bool {
        if client.awaitsProxyHeader, !readProxyHeader(client) { return false }
        let outcome = client.transport.handshake(scratch: cipherScratch)
        switch outcome {
        case .moved:
            if let tls = client.transport.tls, !tls.isResumed {
                runtime.counters.noteKeys(index, withServer: false, at: now)
            }
            beginTalking(client)
            return true
        case .wouldBlock:
            return false
        case .ended, .failed:
            handshakeFailed(client, outcome)
            return false
        }
    }

    /// Makes a connection ready for its next request.
    func awaitRequest(_ client: ClientConnection) {
        client.phase = .waiting
        let waits = client.listener.frontend.waits
        if client.isFirstRequest {
            client.readyAt = .now
            client.deadline = deadline(in: waits.request)
        } else {
            client.deadline = deadline(in: waits.nextRequest)
        }
    }

    /// Waits for a request to begin; true when it has.
    private func awaitFirstByte(_ client: ClientConnection) -> Bool {
        switch flush(client) {
        case .moved: break
        case .wouldBlock: return false
        case .ended, .failed:
            close(client)
            return false
        }
        if case .raw = client.codec {
            beginTCP(client)
            return true
        }
        if let input = client.input {
            client.input = nil
            return openStream(client, with: input)
        }
        let input = buffers.take()
        let outcome = receive(into: input, from: client)
        if case .moved(let count) = outcome {
            client.listener.frontend.counters[index].add(.bytesIn, count)
            return openStream(client, with: input)
        }
        buffers.give(input)
        if case .wouldBlock = outcome {
            if isFinishing && !client.isFirstRequest && !client.isUnfinished
                && !client.listener.frontend.settings.keepsIdleClientsWhenStopping
            {
                close(client)
            }
            return false
        }
        guard client.isFirstRequest, openStream(client, with: nil), let stream = client.stream
        else {
            close(client)
            return false
        }
        clientLeft(stream)
        return !client.isClosed
    }

    /// Reads what a client sent.
    func receive(into input: ByteBuffer, from client: ClientConnection) -> Transfer {
        if let lane = client.lane { return receive(into: input, from: client, lane) }
        if client.transport.hasEnded { return .ended }
        if !client.transport.isReadable && client.transport.tls == nil { return .wouldBlock }
        if turnBudget <= 0 {
            goOnLater(client)
            return .wouldBlock
        }
        if input.room == 0 { input.compact() }
        guard input.room > 0 else { return .wouldBlock }
        let outcome = client.transport.read(into: input.space, scratch: cipherScratch)
        if case .moved(let count) = outcome {
            input.fill(count)
            turnBudget -= count
        }
        return outcome
    }

    /// Ends a connection: what runs on it, its socket, its place in the numbers.
    func close(_ client: ClientConnection) {
        if client.isClosed { return }
        if let lane = client.lane { return close(client, lane) }
        if case .multiplexed(let multiplexer) = client.codec { abandonLanes(multiplexer) }
        if let stream = client.stream { end(stream) }
        client.phase = .closed
        if client.tracked != nil { endTracking(client) }
        client.transport.closeTLS(cipherScratch)
        if let input = client.input { buffers.give(input) }
        client.input = nil
        closeSocket(of: client)
        clientCount -= 1
        client.admission.counters[index].sessions.leave()
        runtime.connections.leave()
        if client.transport.tls != nil { runtime.tlsConnections.leave() }
        closePrivateConnection(of: client)
        runtime.connectionEnded()
    }
}
