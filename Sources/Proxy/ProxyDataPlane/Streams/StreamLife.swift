internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// How streams begin, go on and end.
extension Worker {
    /// Begins a stream on a client's connection with what came of it; false when there are too many.
    func openStream(_ client: ClientConnection, with input: ByteBuffer?) -> Bool {
        guard let stream = streams.take(for: client) else {
            if let input { buffers.give(input) }
            close(client)
            return false
        }
        stream.request.pipe.buffer = input
        client.phase = .serving(stream)
        if client.isFirstRequest {
            stream.timing.start = client.acceptedAt
            stream.timing.wallStart = input == nil ? client.readyAt : .now
            stream.clientDeadline = client.deadline
        } else {
            stream.timing.start = now
            stream.timing.wallStart = .now
            stream.clientDeadline = deadline(in: stream.frontend.waits.request)
        }
        return true
    }

    /// Does the next step of a stream; true when there may be another one to do.
    func advance(_ stream: Stream) -> Bool {
        switch stream.phase {
        case .ended: false
        case .receiving: receiveHead(stream)
        case .inspecting(let stage): inspectFurther(stream, stage)
        case .buffering(let wait): bufferFurther(stream, wait)
        case .queued, .pausing, .borrowing, .rendering: noticeAbort(stream)
        case .connecting(let connection): connectFurther(stream, connection)
        case .exchanging(let connection): exchange(stream, connection)
        case .tunneling(let connection, _): tunnel(stream, connection)
        case .answering: answerFurther(stream)
        }
    }

    /// Goes on with whatever runs on a stream's connection.
    func drive(_ stream: Stream) {
        drive(stream.client)
    }

    /// Does something to a stream, which may end it and its client, and goes on with whatever runs on its connection
    /// then.
    func drive(_ stream: Stream, after step: () -> Void) {
        let client = stream.client
        step()
        drive(client)
    }

    func deadline(after duration: Duration?) -> Int64 {
        deadline(in: WaitTimes.milliseconds(duration))
    }

    /// The time so many milliseconds from now; never when they are `max`.
    func deadline(in milliseconds: Int64) -> Int64 {
        milliseconds == .max ? .max : now + milliseconds
    }

    /// When a client has been silent too long, from now on.
    func clientDeadline(of stream: Stream) -> Int64 {
        if let time = stream.extras?.clientTimeout { return now + time }
        return deadline(in: stream.frontend.waits.client)
    }

    /// Gives the server of a stream its whole time again.
    func awaitServer(_ stream: Stream) {
        stream.serverDeadline = deadline(in: stream.serverPatience)
    }

    /// Waits until the client takes more; it has its whole time again if it took some.
    func waitForClient(_ stream: Stream) {
        stream.serverDeadline = .max
        let hasProgress = stream.client.transport.takeProgress().hasWritten
        if hasProgress || stream.clientDeadline == .max {
            stream.clientDeadline = clientDeadline(of: stream)
        }
    }

    /// Ends a stream at once and its client's connection with it; the reason is set already.
    func cut(_ stream: Stream) {
        if stream.hasRequest {
            if !stream.response.isHeadDone && !stream.isTCP {
                countResponse(stream, stream.response.status)
            }
            logExchange(stream)
        }
        abandon(stream)
    }

    /// Ends a stream without another word to its client.
    func abandon(_ stream: Stream) {
        close(stream.client)
    }

    /// Ends a stream whose messages have passed; its client's connection goes on if it may.
    func conclude(_ stream: Stream) {
        let client = stream.client
        let isWhole = stream.request.pipe.isWhole
        let goesOn = stream.keepsClient && !isFinishing
        stream.request.pipe.dropDecoded()
        let rest = stream.request.pipe.takeBuffer()
        if client.lane != nil {
            if let rest { buffers.give(rest) }
            return close(client)
        }
        end(stream)
        client.phase = .waiting
        if let rest {
            if rest.isEmpty { buffers.give(rest) } else { client.input = rest }
        }
        guard goesOn else { return lingerOrClose(client, afterWholeRequest: isWhole) }
        guard isWhole else { return beginDraining(client) }
        awaitNextRequest(client)
    }

    /// Awaits the next request of a connection that has had one.
    func awaitNextRequest(_ client: ClientConnection) {
        client.isFirstRequest = false
        awaitRequest(client)
    }

    /// Gives everything back that a stream has.
    func end(_ stream: Stream) {
        if case .rendering(let order) = stream.phase { order.cancel() }
        if stream.isTracked { endTracking(stream) }
        leaveQueue(stream)
        dropConnection(stream)
        leaveServer(stream)
        dropEditedHeads(stream)
        stream.backend?.counters[index].sessions.leave()
        if let buffer = stream.request.pipe.takeBuffer() { buffers.give(buffer) }
        if let buffer = stream.response.pipe.takeBuffer() { buffers.give(buffer) }
        streams.give(stream)
    }

    /// The client has said that its message is over, which in HTTP/1 only the message itself can say.
    private func endRequest(_ stream: Stream) -> Transfer {
        if case .tunneling = stream.phase { return .ended }
        guard !stream.request.pipe.isWhole, decodeBody(stream) else { return .wouldBlock }
        stream.request.pipe.isWhole = true
        stream.request.pipe.trailers = stream.client.lane?.trailers ?? []
        return .moved(0)
    }

    /// Reads more of what a stream's client sent into its pipe.
    func receive(_ stream: Stream) -> Transfer {
        let input = stream.request.pipe.bufferToFill(buffers)
        var outcome = receive(into: input, from: stream.client)
        if case .moved(let count) = outcome {
            stream.request.pipe.wasFilled = input.room == 0
            stream.frontend.counters[index].add(.bytesIn, count)
        }
        if input.isEmpty {
            buffers.give(input)
            stream.request.pipe.buffer = nil
        } else {
            stream.request.pipe.buffer = input
        }
        if outcome == .ended, stream.client.lane?.hasEnd == true { outcome = endRequest(stream) }
        return outcome
    }

    /// Counts bytes of a body for the client.
    func countOut(_ stream: Stream, _ count: Int) {
        stream.response.byteCount += count
        stream.frontend.counters[index].add(.bytesOut, count)
        stream.backend?.counters[index].add(.bytesOut, count)
    }
}
