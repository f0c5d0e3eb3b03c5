internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// The passing of one request and one response.
extension Worker {
    /// Moves what can be moved in both directions; true when the phase has changed.
    func exchange(_ session: Session) -> Bool {
        guard let connection = session.connection else { return false }
        if !session.response.isHeadDone || !hasRequestGone(session, connection) {
            guard passRequest(session, connection) else { return session.phase != .exchanging }
        }
        if session.phase != .exchanging { return true }
        guard passResponse(session, connection) else { return session.phase != .exchanging }
        return session.phase != .exchanging
    }

    /// Whether the server has got, or wants, no more of the request.
    func hasRequestGone(_ session: Session, _ connection: ServerConnection) -> Bool {
        let request = session.request
        if request.isAbandoned { return true }
        return request.isWhole && request.sent == request.scanned && connection.output == nil
    }

    // MARK: Towards the server

    /// Sends as much of the request as can be sent; false when the exchange took another turn.
    private func passRequest(_ session: Session, _ connection: ServerConnection) -> Bool {
        if session.request.isAbandoned { return true }
        if !session.request.isHeadSent {
            guard sendRequestHead(session, connection) else { return false }
        }
        while true {
            switch flush(connection) {
            case .moved: break
            case .wouldBlock:
                waitForServer(session, connection)
                return true
            case .ended, .failed: return serverBroke(session, connection)
            }
            guard let input = session.input else { break }
            if session.request.scanned == session.request.sent && !session.request.isWhole {
                guard scanRequest(session, input) else { return false }
            }
            let count = session.request.scanned - session.request.sent
            if count > 0 {
                guard connection.transport.isWritable else {
                    waitForServer(session, connection)
                    return true
                }
                let bytes = UnsafeRawBufferPointer(
                    rebasing: input.bytes[session.request.sent..<session.request.scanned]
                )
                switch connection.transport.write(bytes, scratch: cipherScratch) {
                case .moved(let moved):
                    session.request.sent += moved
                    session.server?.counters[index].add(.bytesIn, moved)
                    session.backend?.counters[index].add(.bytesIn, moved)
                    awaitServer(session)
                    dropReplayed(session, input)
                    continue
                case .wouldBlock:
                    waitForServer(session, connection)
                    return true
                case .ended, .failed: return serverBroke(session, connection)
                }
            }
            if session.request.isWhole { break }
            guard receiveBody(session) else { return session.phase == .exchanging }
        }
        if session.request.isWhole { return true }
        return receiveFirst(session)
    }

    /// Reads more of the body; false when nothing came.
    private func receiveBody(_ session: Session) -> Bool {
        if let input = session.input {
            if input.room == 0 { input.compact() }
            if input.room == 0 && session.request.sent > 0 {
                // No room to keep what was sent: from now on the request cannot be sent again.
                session.request.isReplayable = false
                dropReplayed(session, input)
                input.compact()
            }
        }
        switch receive(session) {
        case .moved:
            session.clientDeadline = .max
            return true
        case .wouldBlock:
            if session.clientDeadline == .max {
                session.clientDeadline = deadline(after: session.frontend.settings.timeouts.client)
            }
            // With its answer given and all passed on, the server is not awaited.
            if session.response.isWhole { session.serverDeadline = .max }
            return false
        case .ended, .failed:
            session.ending.set("C", session.response.isHeadDone ? "D" : "H")
            countAbort(session)
            cut(session)
            return false
        }
    }

    /// Reads when the buffer was given back; true when the loop is to go on waiting.
    private func receiveFirst(_ session: Session) -> Bool {
        guard receiveBody(session) else { return session.phase == .exchanging }
        guard let connection = session.connection else { return false }
        return passRequest(session, connection)
    }

    /// Lets go of what was sent when it will not be needed for another attempt.
    private func dropReplayed(_ session: Session, _ input: ByteBuffer) {
        guard !session.request.isReplayable || session.response.isHeadDone else { return }
        session.request.isReplayable = false
        let sent = session.request.sent
        input.consume(sent)
        session.request.sent = 0
        session.request.scanned -= sent
    }

    /// Finds out how far the bytes that came belong to this request; false when they are no body
    /// and the exchange has ended.
    private func scanRequest(_ session: Session, _ input: ByteBuffer) -> Bool {
        if scanBody(session, input) { return true }
        session.ending.set("P", session.response.isHeadDone ? "D" : "H")
        session.frontend.counters[index].add(.requestErrors)
        if session.response.isHeadDone {
            cut(session)
        } else {
            answer(session, page: 400)
        }
        return false
    }

    /// Finds out how far the bytes that came belong to this request; false when they are no body.
    func scanBody(_ session: Session, _ input: ByteBuffer) -> Bool {
        let available = input.count - session.request.scanned
        guard available > 0 else { return true }
        switch session.request.framing {
        case .length:
            let count = Int(min(session.request.remaining, UInt64(available)))
            session.request.remaining -= UInt64(count)
            session.request.scanned += count
            session.request.isWhole = session.request.remaining == 0
        case .chunked:
            while session.request.scanned < input.count && !session.request.isWhole {
                let rest = UnsafeRawBufferPointer(rebasing: input.bytes[session.request.scanned...])
                switch session.request.chunks.next(rest) {
                case .control(let count), .data(let count): session.request.scanned += count
                case .dropped(let count): input.remove(count, at: session.request.scanned)
                case .end(let count):
                    session.request.scanned += count
                    session.request.isWhole = true
                case .invalid: return false
                }
            }
        case .none, .untilClose, .tunnel:
            session.request.isWhole = true
        }
        return true
    }

    /// Writes the head anew and sends it with as much of the body as fits.
    private func sendRequestHead(_ session: Session, _ connection: ServerConnection) -> Bool {
        guard takesRequest(connection, of: session) else {
            replaceConnection(session)
            return false
        }
        guard let input = session.input, let head = parseRequestAgain(session) else { return false }
        var writer = HeadWriter(scratch)
        writeRequestHead(session, head, &writer)
        if writer.hasOverflowed {
            session.ending.set("P", "H")
            answer(session, page: 500)
            return false
        }
        session.request.sent = session.request.headByteCount
        guard scanRequest(session, input) else { return false }
        let bodyCount = min(session.request.scanned - session.request.sent, writer.room)
        if bodyCount > 0 {
            let start = session.request.sent
            writer.write(UnsafeRawBufferPointer(rebasing: input.bytes[start..<(start + bodyCount)]))
            session.request.sent += bodyCount
        }
        session.request.isHeadSent = true
        connection.exchangeCount += 1
        session.server?.counters[index].add(.bytesIn, writer.count)
        session.backend?.counters[index].add(.bytesIn, writer.count)
        switch connection.transport.write(writer.bytes, scratch: cipherScratch) {
        case .moved(let count):
            if count < writer.count { keep(writer.bytes, from: count, for: connection) }
            return true
        case .wouldBlock:
            keep(writer.bytes, from: 0, for: connection)
            return true
        case .ended, .failed:
            return serverBroke(session, connection)
        }
    }

    private func keep(
        _ bytes: UnsafeRawBufferPointer,
        from sent: Int,
        for connection: ServerConnection
    ) {
        let output = connection.output ?? buffers.take()
        _ = output.append(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
        connection.output = output
    }

    /// Sends what the server did not take before.
    func flush(_ connection: ServerConnection) -> Transfer {
        while let output = connection.output {
            guard connection.transport.isWritable else { return .wouldBlock }
            switch connection.transport.write(output.bytes, scratch: cipherScratch) {
            case .moved(let count):
                output.consume(count)
                if output.isEmpty {
                    buffers.give(output)
                    connection.output = nil
                }
            case let other: return other
            }
        }
        return connection.transport.hasUnsentCipher
            ? connection.transport.flush(cipherScratch) : .moved(0)
    }

    /// Waits until the server takes more; it has its whole time again if it took some.
    private func waitForServer(_ session: Session, _ connection: ServerConnection) {
        if connection.transport.takeProgress().hasWritten || session.serverDeadline == .max {
            awaitServer(session)
        }
    }

    /// A write to the server failed: its answer may be there all the same.
    private func serverBroke(_ session: Session, _ connection: ServerConnection) -> Bool {
        connection.transport.isReadable = true
        session.request.isAbandoned = true
        // The client learns with the answer that the rest of its request is not wanted.
        if !session.request.isWhole { session.keepsClient = false }
        return true
    }

    // MARK: Towards the client

    /// Moves the response; false when the exchange took another turn.
    private func passResponse(_ session: Session, _ connection: ServerConnection) -> Bool {
        while true {
            switch flushOutput(session) {
            case .moved: break
            case .wouldBlock:
                waitForClient(session)
                return true
            case .ended, .failed: return clientBroke(session)
            }
            if session.response.isWhole {
                let goesOn = session.response.keepsServer && !connection.transport.peerClosed
                // An answer before the request's end: the server may want the rest all the same.
                if goesOn && !hasRequestGone(session, connection) { return true }
                finishExchange(session, connection)
                return false
            }
            if !session.response.isHeadDone {
                switch readResponseHead(session, connection) {
                case .again: continue
                case .wait: return true
                case .turned: return false
                }
            }
            if let input = connection.input, !input.isEmpty {
                guard let moved = sendBody(session, connection, input) else { return false }
                if !moved { return true }
                continue
            }
            if session.response.isWhole { continue }
            switch receiveResponse(session, connection) {
            case .again: continue
            case .wait: return true
            case .turned: return false
            }
        }
    }

    /// Waits until the client takes more; it has its whole time again if it took some.
    func waitForClient(_ session: Session) {
        session.serverDeadline = .max
        if session.client.takeProgress().hasWritten || session.clientDeadline == .max {
            session.clientDeadline = deadline(after: session.frontend.settings.timeouts.client)
        }
    }

    /// Sends body bytes that are in the connection's buffer; nil when the client is gone or the
    /// body is broken, false when the client takes no more.
    private func sendBody(
        _ session: Session,
        _ connection: ServerConnection,
        _ input: ByteBuffer
    ) -> Bool? {
        if session.response.scanned == 0 {
            guard scanResponse(session, input) else {
                session.ending.set("P", "D")
                observe(.invalidBody, session)
                session.server?.counters[index].add(.responseErrors)
                cut(session)
                return nil
            }
        }
        let count = session.response.scanned
        // All that came is for nobody but us.
        guard count > 0 else { return true }
        guard session.client.isWritable || session.client.tls != nil else {
            waitForClient(session)
            return false
        }
        let bytes = UnsafeRawBufferPointer(rebasing: input.bytes[0..<count])
        switch session.client.write(bytes, scratch: cipherScratch) {
        case .moved(let moved):
            input.consume(moved)
            session.response.scanned -= moved
            session.response.byteCount += moved
            countOut(session, moved)
            session.clientDeadline = .max
            awaitServer(session)
            return true
        case .wouldBlock:
            waitForClient(session)
            return false
        case .ended, .failed:
            _ = clientBroke(session)
            return nil
        }
    }

    /// Counts bytes of a body for the client.
    func countOut(_ session: Session, _ count: Int) {
        session.frontend.counters[index].add(.bytesOut, count)
        session.backend?.counters[index].add(.bytesOut, count)
        session.server?.counters[index].add(.bytesOut, count)
    }

    /// Finds out how far the bytes that came belong to this response, and takes out what the client
    /// does not get.
    func scanResponse(_ session: Session, _ input: ByteBuffer) -> Bool {
        let isDropped = session.response.passing == .dropped
        switch session.response.framing {
        case .none:
            session.response.isWhole = true
        case .length:
            let count = Int(min(session.response.remaining, UInt64(input.count)))
            session.response.remaining -= UInt64(count)
            if isDropped { input.consume(count) } else { session.response.scanned = count }
            session.response.isWhole = session.response.remaining == 0
        case .untilClose, .tunnel:
            if isDropped { input.clear() }
            session.response.scanned = input.count
        case .chunked:
            return scanChunks(session, input)
        }
        return true
    }

    private func scanChunks(_ session: Session, _ input: ByteBuffer) -> Bool {
        let passing = session.response.passing
        while session.response.scanned < input.count && !session.response.isWhole {
            let start = session.response.scanned
            let step = session.response.chunks.next(
                UnsafeRawBufferPointer(rebasing: input.bytes[start...])
            )
            switch step {
            case .data(let count) where passing != .dropped,
                .control(let count) where passing == .asItIs:
                session.response.scanned += count
            case .data(let count), .control(let count), .dropped(let count):
                input.remove(count, at: start)
            case .end(let count):
                session.response.isWhole = true
                if passing == .asItIs {
                    session.response.scanned += count
                } else {
                    input.remove(count, at: start)
                }
            case .invalid:
                return false
            }
        }
        return true
    }

    enum ReadOutcome {
        /// Something came: look again.
        case again
        /// Nothing came: wait.
        case wait
        /// The exchange has ended or is another one now.
        case turned
    }

    /// Reads from the server.
    func receiveResponse(_ session: Session, _ connection: ServerConnection) -> ReadOutcome {
        if !connection.transport.isReadable && connection.transport.tls == nil {
            giveBack(connection)
            return .wait
        }
        if turnBudget <= 0 {
            goOnLater(session)
            return .wait
        }
        let input = connection.input ?? buffers.take()
        connection.input = input
        if input.room == 0 { input.compact() }
        guard input.room > 0 else { return responseFailed(session, connection, isJunk: true) }
        switch connection.transport.read(into: input.space, scratch: cipherScratch) {
        case .moved(let count):
            input.fill(count)
            turnBudget -= count
            awaitServer(session)
            return .again
        case .wouldBlock:
            giveBack(connection)
            return .wait
        case .ended:
            if session.response.isHeadDone && session.response.framing == .untilClose {
                session.response.isWhole = true
                return .again
            }
            return responseFailed(session, connection, isJunk: false)
        case .failed:
            return responseFailed(session, connection, isJunk: false, isReset: true)
        }
    }

    /// Gives the buffer of a connection back when nothing is in it.
    func giveBack(_ connection: ServerConnection) {
        guard let input = connection.input, input.isEmpty else { return }
        buffers.give(input)
        connection.input = nil
    }

    private func clientBroke(_ session: Session) -> Bool {
        session.ending.set("C", session.response.isHeadDone ? "D" : "H")
        countAbort(session)
        cut(session)
        return false
    }
}
