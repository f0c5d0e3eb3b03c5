internal import Cryptography
internal import EventLoops
internal import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// Clients' connections of HTTP/2: frames in, lanes driven, frames out.
extension Worker {
    /// Whether a client that says its first words now has agreed on HTTP/2, or has to speak it.
    func speaksHTTP2(_ client: ClientConnection) -> Bool {
        guard case .h1 = client.codec else { return false }
        return client.listener.bind.speaksHTTP2 || client.transport.tls?.hasAgreed(on: "h2") == true
    }

    /// Goes on with HTTP/2 where a client has begun so without asking.
    func turnToHTTP2(_ stream: Stream) -> Bool {
        let client = stream.client
        let input = stream.request.pipe.takeBuffer()
        end(stream)
        beginMultiplexing(client, with: input)
        return true
    }

    /// Speaks HTTP/2 on a client's connection from now on, with what came of it.
    func beginMultiplexing(_ client: ClientConnection, with input: ByteBuffer?) {
        let settings = ConnectionSettings(
            generation.configuration.global.http2.clients,
            bufferSize: buffers.bufferSize
        )
        let multiplexer = Multiplexer(.server, settings)
        multiplexer.input = input
        client.codec = .multiplexed(multiplexer)
        awaitRequest(client)
        client.phase = .multiplexing(multiplexer)
        multiplexer.isIdle = true
    }

    /// Reads frames, drives the lanes that have something to do, and sends; true when there may be more to do.
    func multiplex(_ client: ClientConnection, _ multiplexer: Multiplexer) -> Bool {
        multiplexer.wire.now = now
        if isFinishing && !multiplexer.wire.isEnding {
            // Whoever has nothing under way may go at once.
            if multiplexer.wire.heldStreamCount == 0 && multiplexer.input == nil
                && !client.listener.frontend.settings.keepsIdleClientsWhenStopping
            {
                multiplexer.wire.end(.none)
            } else {
                multiplexer.wire.announceEnd()
            }
        }
        let outcome = readFrames(client, multiplexer)
        if case .failed = outcome { abandonLanes(multiplexer) }
        guard serveLanes(client, multiplexer), !client.isClosed else {
            abandonLanes(multiplexer)
            close(client)
            return false
        }
        if outcome == .ended || outcome.isFailure {
            abandonLanes(multiplexer)
            if multiplexer.wire.failure == nil {
                close(client)
                return false
            }
            client.phase = .flushing(afterWholeRequest: false)
            client.deadline = deadline(after: client.listener.frontend.settings.timeouts.client)
            return true
        }
        settle(client, multiplexer)
        return false
    }

    /// What is left to do when nothing moves: a connection without streams waits for so long and no longer.
    private func settle(_ client: ClientConnection, _ multiplexer: Multiplexer) {
        guard multiplexer.wire.heldStreamCount == 0 else {
            multiplexer.isIdle = false
            client.deadline = .max
            return
        }
        if multiplexer.wire.isEnding && client.output == nil {
            return lingerOrClose(client, afterWholeRequest: false)
        }
        guard !multiplexer.isIdle else { return }
        multiplexer.isIdle = true
        let timeouts = client.listener.frontend.settings.timeouts
        client.deadline = deadline(
            after: timeouts.httpKeepAlive ?? timeouts.httpRequest ?? timeouts.client
        )
    }

    /// Reads frames until nothing more can be read; `wouldBlock` when the connection goes on.
    func readFrames(_ connection: Connection, _ multiplexer: Multiplexer) -> Transfer {
        while true {
            let input = multiplexer.input ?? buffers.take()
            multiplexer.input = input
            let step = multiplexer.wire.next(input.bytes, fields: http2.fields)
            take(step.event, connection, multiplexer, input)
            input.consume(step.consumed)
            switch step.event {
            case .failed: return .failed(.connectionReset)
            case .needsOutput:
                // What has come is read on as soon as there is room.
                multiplexer.isPaused = true
                return .wouldBlock
            case .needsInput:
                let outcome = receiveFrames(into: input, from: connection)
                if case .moved = outcome { continue }
                if input.isEmpty {
                    buffers.give(input)
                    multiplexer.input = nil
                }
                return outcome
            default: continue
            }
        }
    }

    /// Reads what the peer sent.
    private func receiveFrames(into input: ByteBuffer, from connection: Connection) -> Transfer {
        if let client = connection as? ClientConnection {
            let outcome = receive(into: input, from: client)
            if case .moved(let count) = outcome {
                client.listener.frontend.counters[index].add(.bytesIn, count)
            }
            return outcome
        }
        if input.room == 0 { input.compact() }
        let outcome = connection.transport.read(into: input.space, scratch: cipherScratch)
        if case .moved(let count) = outcome { input.fill(count) }
        return outcome
    }

    private func take(
        _ event: ConnectionEvent,
        _ connection: Connection,
        _ multiplexer: Multiplexer,
        _ input: ByteBuffer
    ) {
        switch event {
        case .needsInput, .needsOutput, .failed: break
        case .settled: wakeAll(multiplexer)
        case .goAway(let last, _): refuse(after: last, multiplexer)
        case .head(let number, let endsStream):
            if let client = connection as? ClientConnection {
                return openLane(client, multiplexer, number, endsStream: endsStream)
            }
            guard let token = multiplexer.wire.tag(of: number),
                let (other, lane) = serverLane(of: SlotToken(rawValue: token))
            else { break }
            fillHead(number, other, lane, endsStream: endsStream)
            multiplexer.makeReady(other, lane)
        case .data(let number, let range, let endsStream):
            guard let (other, lane) = self.lane(number, of: multiplexer) else { break }
            fill(lane, UnsafeRawBufferPointer(rebasing: input.bytes[range]))
            if endsStream { lane.hasEnd = true }
            multiplexer.makeReady(other, lane)
        case .trailers(let number):
            guard let (other, lane) = self.lane(number, of: multiplexer) else { break }
            if let count = HTTP2Connection.readTrailers(http2.fields, in: http2.block) {
                lane.trailers = Array(http2.block[0..<count])
                lane.hasEnd = true
            } else {
                multiplexer.wire.reset(number, .protocolError)
                breakLane(other)
            }
            multiplexer.makeReady(other, lane)
        case .reset(let number, let code, _):
            guard let (other, lane) = self.lane(number, of: multiplexer) else { break }
            lane.isRefused = code == .refusedStream
            breakLane(other)
            multiplexer.makeReady(other, lane)
        case .windowOpened(let number):
            if number == 0 { return wakeStarved(multiplexer) }
            if let (other, lane) = self.lane(number, of: multiplexer) {
                multiplexer.makeReady(other, lane)
            }
        }
    }

    /// Drives the lanes that wait for what the peer allows.
    private func wakeAll(_ multiplexer: Multiplexer) {
        guard multiplexer.wire.role == .client else { return wakeStarved(multiplexer) }
        for tag in multiplexer.waiting {
            guard let (client, lane) = lane(of: tag) else { continue }
            multiplexer.makeReady(client, lane)
        }
        multiplexer.waiting = []
        wakeStarved(multiplexer)
    }

    private func wakeStarved(_ multiplexer: Multiplexer) {
        for token in multiplexer.starved {
            guard let (client, lane) = lane(of: token) else { continue }
            lane.isStarved = false
            multiplexer.makeReady(client, lane)
        }
        multiplexer.starved.removeAll(keepingCapacity: true)
    }

    /// The lane of a stream, as long as its owner holds it.
    private func lane(
        _ number: StreamNumber,
        of multiplexer: Multiplexer
    ) -> (Connection, Lane)? {
        multiplexer.wire.tag(of: number).flatMap { lane(of: SlotToken(rawValue: $0)) }
    }

    /// The lane of a token, if it is not gone.
    private func lane(of token: SlotToken) -> (Connection, Lane)? {
        guard let slot = slots.slot(of: token) else { return nil }
        switch entries[slot] {
        case .client(let client): return client.lane.map { (client, $0) }
        case .server(let connection): return connection.lane.map { (connection, $0) }
        default: return nil
        }
    }

    /// Goes on with the stream that is on a lane.
    private func driveLane(_ connection: Connection) {
        if let client = connection as? ClientConnection { return drive(client) }
        if let stream = (connection as? ServerConnection)?.stream { drive(stream) }
    }

    /// Sends what there is, and lets lanes make more of it as long as it goes; false when the client is gone.
    func serveLanes(_ client: Connection, _ multiplexer: Multiplexer) -> Bool {
        var budget = Worker.bytesInTurn
        while true {
            switch flush(client, multiplexer) {
            case .moved(let count): budget -= count + Worker.bytesOfStep
            case .wouldBlock: return true
            case .ended, .failed: return false
            }
            guard budget > 0 else {
                if multiplexer.readyStart < multiplexer.ready.count { goOnLater(client) }
                return true
            }
            // As many as fit into what is sent at once.
            var hasDriven = false
            while !isCrowded(client), let token = multiplexer.takeReady() {
                guard let (other, lane) = lane(of: token) else { continue }
                lane.isReady = false
                hasDriven = true
                driveLane(other)
            }
            let hasMore = client.output != nil || multiplexer.wire.controlByteCount > 0
            guard !hasDriven && !hasMore else { continue }
            if multiplexer.isPaused { goOnLater(client) }
            multiplexer.isPaused = false
            return true
        }
    }

    /// Whether what is to be sent should go before more is made of it.
    func isCrowded(_ client: Connection) -> Bool {
        guard let output = client.output else { return false }
        return output.memory.count - output.count < output.memory.count / 4
    }

    /// Sends frames; tells how many bytes went, `wouldBlock` when some are left.
    private func flush(_ client: Connection, _ multiplexer: Multiplexer) -> Transfer {
        var moved = 0
        while true {
            if multiplexer.wire.controlByteCount > 0 {
                let output = client.output ?? buffers.take()
                client.output = output
                if output.room < multiplexer.wire.controlByteCount { output.compact() }
                output.fill(multiplexer.wire.takeControl(into: output.space))
            }
            guard let output = client.output else { break }
            let count = output.count
            switch flush(client) {
            case .moved: moved += count
            case let other: return other
            }
        }
        if client.transport.hasUnsentCipher { return client.transport.flush(cipherScratch) }
        return .moved(moved)
    }

    /// Ends all streams of a connection that is broken, or gone.
    func abandonLanes(_ multiplexer: Multiplexer) {
        while let tag = multiplexer.wire.oldestTag {
            guard let slot = slots.slot(of: SlotToken(rawValue: tag)),
                case .client(let client) = entries[slot]
            else { return }
            breakLane(client)
            drive(client)
            if !client.isClosed { close(client) }
        }
        if let input = multiplexer.input { buffers.give(input) }
        multiplexer.input = nil
    }

    /// A connection without streams has waited too long.
    func multiplexingTimedOut(_ client: ClientConnection, _ multiplexer: Multiplexer) {
        multiplexer.wire.end(.none)
        multiplexer.wire.now = now
        goOnLater(client)
        client.deadline = now + Worker.drainPatience
    }
}

extension ConnectionSettings {
    /// What the configuration says of one side, for buffers of that size.
    init(_ settings: HTTP2Settings, bufferSize: Int) {
        self.init()
        headerTableSize = settings.headerTableSize
        initialWindow = settings.initialWindow ?? bufferSize
        concurrentStreams = settings.concurrentStreams
        largestFrame = max(16384, min(settings.largestFrame ?? bufferSize, bufferSize))
        receiveBuffer = settings.receiveBuffer
        totalStreams = settings.totalStreams
        glitchThreshold = settings.glitchThreshold
    }
}
