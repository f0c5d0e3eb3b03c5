internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// The passing of a server's response to the client.
extension Worker {
    enum ReadOutcome {
        /// Something came: look again.
        case again
        /// Nothing came: wait.
        case wait
        /// The exchange has ended or is another one now.
        case turned
    }

    /// Moves the response as far as it goes.
    func passResponse(_ stream: Stream, _ connection: ServerConnection) {
        let client = stream.client
        while true {
            switch flush(client) {
            case .moved: break
            case .wouldBlock: return waitForClient(stream)
            case .ended, .failed: return clientBroke(stream)
            }
            if stream.response.pipe.isDone && stream.response.isHeadDone
                && !client.framing.outgoing.awaitsEnd
            {
                let goesOn = stream.response.keepsServer && !connection.transport.peerClosed
                // An answer before the request's end: the server may want the rest all the same.
                if goesOn && !hasRequestGone(stream, connection) { return }
                return finishExchange(stream, connection)
            }
            if stream.response.awaitsRules, !passesRules(stream, connection) { return }
            let outcome =
                if !stream.response.isHeadDone {
                    readResponseHead(stream, connection)
                } else if stream.response.pipe.count > 0 || stream.response.pipe.isWhole {
                    sendResponseBody(stream, connection)
                } else {
                    receiveResponse(stream, connection)
                }
            guard case .again = outcome else { return }
        }
    }

    /// Whether the rules on bytes let a response pass, of which as much is read as there is.
    private func passesRules(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        while !inspectResponse(stream) {
            guard stream.isExchanging, case .again = receiveResponse(stream, connection) else {
                return false
            }
        }
        return true
    }

    /// Sends what came of the body.
    private func sendResponseBody(
        _ stream: Stream,
        _ connection: ServerConnection
    ) -> ReadOutcome {
        let client = stream.client
        if stream.response.pipe.readyCount == 0 {
            guard decodeResponse(stream, connection) else {
                stream.ending.set("P", "D")
                observe(.invalidBody, stream)
                stream.server?.counters[index].add(.responseErrors)
                cut(stream)
                return .turned
            }
        }
        let pipe = stream.response.pipe
        let endsBody = pipe.isWhole && client.framing.outgoing.awaitsEnd
        guard pipe.readyCount > 0 || endsBody else {
            // All that came is for nobody but us.
            if pipe.isWhole { return .again }
            return receiveResponse(stream, connection)
        }
        guard client.transport.isWritable || client.transport.tls != nil else {
            waitForClient(stream)
            return .wait
        }
        switch sendBody(pipe, on: client) {
        case .moved(let count):
            stream.response.pipe.pass(count)
            stream.response.pipe.dropPassed()
            countOut(stream, count)
            stream.server?.counters[index].add(.bytesOut, count)
            stream.clientDeadline = .max
            awaitServer(stream)
            return .again
        case .wouldBlock:
            waitForClient(stream)
            return .wait
        case .ended, .failed:
            clientBroke(stream)
            return .turned
        }
    }

    /// Finds out how far the bytes that came belong to this response, and drops those that the client
    /// does not get; false when they are no body.
    func decodeResponse(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        guard stream.response.pipe.decode(with: &connection.framing.incoming) else { return false }
        if stream.response.passing == .dropped { stream.response.pipe.dropDecoded() }
        return true
    }

    /// Reads from the server.
    func receiveResponse(_ stream: Stream, _ connection: ServerConnection) -> ReadOutcome {
        if !connection.transport.isReadable && connection.transport.tls == nil {
            giveBack(&stream.response.pipe)
            return .wait
        }
        if turnBudget <= 0 {
            goOnLater(stream.client)
            return .wait
        }
        let input = stream.response.pipe.bufferToFill(buffers)
        guard input.room > 0 else { return responseFailed(stream, connection, isJunk: true) }
        switch read(into: input, from: connection) {
        case .moved(let count):
            // A lane fills what it reads into itself.
            if connection.lane == nil { stream.response.pipe.fill(count) }
            turnBudget -= count
            awaitServer(stream)
            return .again
        case .wouldBlock:
            giveBack(&stream.response.pipe)
            return .wait
        case .ended:
            if stream.response.isHeadDone && connection.framing.incoming.endsWithConnection {
                stream.response.pipe.isWhole = true
                stream.response.pipe.trailers = connection.lane?.trailers ?? []
                return .again
            }
            return responseFailed(stream, connection, isJunk: connection.lane?.isJunk == true)
        case .failed:
            return responseFailed(stream, connection, isJunk: false, isReset: true)
        }
    }

    /// Reads what a server sent; bytes that came by a connection of the stream's own are still to be entered.
    func read(into input: ByteBuffer, from connection: ServerConnection) -> Transfer {
        if let lane = connection.lane {
            if lane.isJunk { return .ended }
            return receive(into: input, from: connection, lane)
        }
        return connection.transport.read(into: input.space, scratch: cipherScratch)
    }

    /// Gives the buffer of a pipe back when nothing is in it.
    func giveBack(_ pipe: inout Pipe) {
        guard let buffer = pipe.buffer, buffer.isEmpty else { return }
        buffers.give(buffer)
        pipe.buffer = nil
    }

    private func clientBroke(_ stream: Stream) {
        endByClient(stream)
        countAbort(stream)
        cut(stream)
    }

    /// The client is gone; of a request of HTTP/2 that is taken back HAProxy says that data passed.
    func endByClient(_ stream: Stream) {
        let isPassing = stream.response.isHeadDone || stream.client.lane != nil
        stream.ending.set("C", isPassing ? "D" : "H")
    }
}
