internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// The passing of a request to its server, and how both directions of an exchange take turns.
extension Worker {
    /// Moves what can be moved in both directions; true when the phase has changed.
    func exchange(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        if !stream.response.isHeadDone || !hasRequestGone(stream, connection) {
            guard passRequest(stream, connection) else { return !stream.isExchanging }
        }
        if !stream.isExchanging { return true }
        passResponse(stream, connection)
        return !stream.isExchanging
    }

    /// Whether the server has got, or wants, no more of the request.
    func hasRequestGone(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        if stream.request.isAbandoned { return true }
        return stream.request.pipe.isDone && !connection.framing.outgoing.awaitsEnd
            && connection.output == nil
    }

    /// Sends as much of the request as can be sent; false when the exchange took another turn.
    private func passRequest(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        if stream.request.isAbandoned { return true }
        if !stream.request.isHeadSent {
            guard sendRequestHead(stream, connection) else { return false }
        }
        while true {
            switch flush(connection) {
            case .moved: break
            case .wouldBlock:
                waitForServer(stream, connection)
                return true
            case .ended, .failed: return serverBroke(stream, connection)
            }
            if stream.request.pipe.readyCount == 0 && !stream.request.pipe.isWhole {
                guard decodeRequest(stream) else { return false }
            }
            let pipe = stream.request.pipe
            if pipe.readyCount > 0 || (pipe.isWhole && connection.framing.outgoing.awaitsEnd) {
                guard connection.transport.isWritable else {
                    waitForServer(stream, connection)
                    return true
                }
                switch sendBody(pipe, on: connection) {
                case .moved(let count):
                    countIn(stream, count)
                    stream.request.pipe.pass(count)
                    awaitServer(stream)
                    dropReplayed(stream)
                    continue
                case .wouldBlock:
                    waitForServer(stream, connection)
                    return true
                case .ended, .failed: return serverBroke(stream, connection)
                }
            }
            if pipe.isWhole { return true }
            guard receiveBody(stream) else { return stream.isExchanging }
        }
    }

    /// Reads more of the body; false when nothing came.
    private func receiveBody(_ stream: Stream) -> Bool {
        if let input = stream.request.pipe.buffer {
            if input.room == 0 { input.compact() }
            if input.room == 0 && stream.request.pipe.passed > 0 {
                // No room to keep what was sent: from now on the request cannot be sent again.
                stream.request.isReplayable = false
                dropReplayed(stream)
                input.compact()
            }
        }
        switch receive(stream) {
        case .moved:
            stream.clientDeadline = .max
            return true
        case .wouldBlock:
            if stream.clientDeadline == .max {
                stream.clientDeadline = clientDeadline(of: stream)
            }
            // With its answer given and all passed on, the server is not awaited.
            if stream.response.pipe.isWhole { stream.serverDeadline = .max }
            return false
        case .ended, .failed:
            endByClient(stream)
            countAbort(stream)
            cut(stream)
            return false
        }
    }

    /// Lets go of what was sent when it will not be needed for another attempt.
    private func dropReplayed(_ stream: Stream) {
        guard !stream.request.isReplayable || stream.response.isHeadDone else { return }
        stream.request.isReplayable = false
        stream.request.pipe.dropPassed()
    }

    /// Finds out how far the bytes that came belong to this request; false when they are no body
    /// and the exchange has ended.
    private func decodeRequest(_ stream: Stream) -> Bool {
        if decodeBody(stream) { return true }
        stream.ending.set("P", stream.response.isHeadDone ? "D" : "H")
        stream.frontend.counters[index].add(.requestErrors)
        if stream.response.isHeadDone {
            cut(stream)
        } else {
            answer(stream, page: 400)
        }
        return false
    }

    /// Finds out how far the bytes that came belong to this request; false when they are no body.
    func decodeBody(_ stream: Stream) -> Bool {
        stream.request.pipe.decode(with: &stream.client.framing.incoming)
    }

    /// Writes the head anew and sends it with as much of the body as fits.
    private func sendRequestHead(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        guard takesRequest(connection, of: stream) else {
            replaceConnection(stream)
            return false
        }
        guard let head = stream.requestHeadBytes else { return false }
        var writer = HeadWriter(scratch)
        writeRequestHead(stream, head, &writer)
        if writer.hasOverflowed {
            stream.ending.set("P", "H")
            answer(stream, page: 500)
            return false
        }
        stream.request.pipe.passed = stream.request.headByteCount
        guard decodeRequest(stream) else { return false }
        if let lane = connection.lane {
            guard sendHead(writer.bytes, of: stream, on: connection, lane) else { return false }
            stream.request.isHeadSent = true
            countIn(stream, writer.count)
            return true
        }
        connection.framing.outgoing = BodyEncoder(isChunked: stream.request.framing == .chunked)
        let pipe = stream.request.pipe
        let count = connection.framing.outgoing.write(
            pipe.ready,
            isLast: pipe.isWhole,
            trailers: pipe.trailers,
            &writer
        )
        stream.request.pipe.pass(count)
        stream.request.isHeadSent = true
        connection.exchangeCount += 1
        countIn(stream, writer.count)
        return send(writer.bytes, on: connection) || serverBroke(stream, connection)
    }

    /// Counts bytes for the server.
    func countIn(_ stream: Stream, _ count: Int) {
        stream.server?.counters[index].add(.bytesIn, count)
        stream.backend?.counters[index].add(.bytesIn, count)
    }

    /// Waits until the server takes more; it has its whole time again if it took some.
    private func waitForServer(_ stream: Stream, _ connection: ServerConnection) {
        if connection.transport.takeProgress().hasWritten || stream.serverDeadline == .max {
            awaitServer(stream)
        }
    }

    /// A write to the server failed: its answer may be there all the same.
    private func serverBroke(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        connection.transport.isReadable = true
        stream.request.isAbandoned = true
        // The client learns with the answer that the rest of its request is not wanted.
        if !stream.request.pipe.isWhole { stream.keepsClient = false }
        return true
    }
}
