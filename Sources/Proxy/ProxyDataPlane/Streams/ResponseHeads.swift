internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// The head of a server's response, and the end of an exchange.
extension Worker {
    /// Reads the head of the response and sends it on with what came of the body.
    func readResponseHead(_ stream: Stream, _ connection: ServerConnection) -> ReadOutcome {
        if let wait = stream.extras?.responseWait {
            return awaitResponseBody(stream, connection, wait)
        }
        guard let input = stream.response.pipe.buffer, !input.isEmpty else {
            let outcome = receiveResponse(stream, connection)
            guard case .wait = outcome, stream.request.pipe.isWhole else { return outcome }
            return noticeAbortWhileServing(stream) ? .turned : .wait
        }
        switch parseResponse(stream, input) {
        case .incomplete:
            return receiveResponse(stream, connection)
        case .invalid:
            return responseFailed(stream, connection, isJunk: true)
        case .complete:
            break
        }
        let framing = stream.responseHead.responseFraming(to: stream.request.sentMethod)
        if framing == .tunnel && !stream.request.wantsUpgrade
            && stream.request.sentMethod != .connect
        {
            return responseFailed(stream, connection, isJunk: true)
        }
        if framing == .tunnel, !acceptsWebSocket(stream, input) {
            return responseFailed(stream, connection, isJunk: true)
        }
        if stream.responseHead.status / 100 == 1 && stream.responseHead.status != 101 {
            return passInformational(stream, input)
        }
        if retriesStatus(stream, stream.responseHead.status) {
            return tryAfterResponse(stream, connection)
        }
        return passHead(stream, connection, input)
    }

    /// Whether a server that takes a WebSocket up proves that it read the key.
    private func acceptsWebSocket(_ stream: Stream, _ input: ByteBuffer) -> Bool {
        guard let wanted = stream.extras?.webSocketAcceptance, stream.request.wantsUpgrade else {
            return true
        }
        let head = stream.responseHead
        for index in 0..<head.headerCount
        where equalsIgnoringCase(input.bytes[slice: head[index].name], "sec-websocket-accept") {
            return input.bytes[slice: head[index].value].elementsEqual(wanted)
        }
        return false
    }

    private func noticeAbortWhileServing(_ stream: Stream) -> Bool {
        guard stream.client.transport.peerClosed else { return false }
        _ = noticeAbort(stream)
        return !stream.isExchanging
    }

    private func parseResponse(_ stream: Stream, _ input: ByteBuffer) -> HeadParseResult {
        let result = HeadParser.parseResponse(input.bytes, into: stream.responseHead)
        guard result == .invalid(.foldedLine), HeadParser.unfold(input.mutableBytes) else {
            return result
        }
        return HeadParser.parseResponse(input.bytes, into: stream.responseHead)
    }

    /// Passes an interim response on, but not to a client of HTTP/1.0, which knows none.
    private func passInformational(_ stream: Stream, _ input: ByteBuffer) -> ReadOutcome {
        observe(.init(status: stream.responseHead.status), stream)
        var writer = HeadWriter(scratch)
        writeInterimHead(stream, input.bytes, &writer)
        input.consume(stream.responseHead.byteCount)
        if stream.request.isVersion10 || writer.hasOverflowed { return .again }
        if sendHead(writer.bytes, to: stream, endsStream: false) { return .again }
        stream.ending.set("C", "H")
        cut(stream)
        return .turned
    }

    private func passHead(
        _ stream: Stream,
        _ connection: ServerConnection,
        _ input: ByteBuffer
    ) -> ReadOutcome {
        stream.timing.responseHead = now
        let byteCount = stream.responseHead.byteCount
        stream.response.headByteCount = byteCount
        stream.response.isHeadTaken = false
        // An answer that was thrown away for another attempt may have been changed.
        if let old = stream.response.head { buffers.give(old) }
        stream.response.head = nil
        noteFraming(stream, connection, hasContent: input.count > byteCount)
        if stream.responseHead.status == 401 || stream.responseHead.status == 407 {
            noteAuthentication(stream, input.bytes)
        }
        if isFinishing { stream.keepsClient = false }
        // What the server said counts for the server, what the client gets for the proxies.
        stream.server?.counters[index].add(.requests)
        stream.server?.counters[index].countResponse(stream.responseHead.status)
        observe(.init(status: stream.responseHead.status), stream)
        return finishHead(stream, connection)
    }

    /// Runs the rules for the response, or the rest of them, and sends the head on.
    func finishHead(_ stream: Stream, _ connection: ServerConnection) -> ReadOutcome {
        switch runResponseRules(stream) {
        case .passes: break
        case .ended: return .turned
        case .waits:
            takeResponseHead(stream)
            guard let wait = stream.extras?.responseWait else { return .turned }
            return awaitResponseBody(stream, connection, wait)
        }
        guard let bytes = stream.responseHeadBytes else { return .turned }
        let status = stream.responseHead.status
        stream.response.passing = passing(for: stream, status: status)
        // What only the connection's end ends, ends the client's too.
        let framing = stream.response.framing
        if framing == .untilClose || stream.response.passing == .unchunked {
            stream.keepsClient = stream.response.passing == .dropped && stream.keepsClient
        }
        var writer = HeadWriter(scratch)
        writeResponseHead(stream, bytes, &writer)
        if writer.hasOverflowed { return responseFailed(stream, connection, isJunk: true) }
        if !stream.response.isHeadTaken {
            stream.response.pipe.buffer?.consume(stream.response.headByteCount)
        }
        guard decodeResponse(stream, connection) else {
            return responseFailed(stream, connection, isJunk: true)
        }
        stream.response.isHeadDone = true
        stream.response.status = status
        countResponse(stream, status)
        let isChunked = framing == .chunked && stream.response.passing == .asItIs
        if stream.client.lane != nil { return passHead(stream, writer.bytes) }
        stream.client.framing.outgoing = BodyEncoder(isChunked: isChunked)
        let pipe = stream.response.pipe
        let count = stream.client.framing.outgoing.write(
            pipe.ready,
            isLast: pipe.isWhole,
            trailers: pipe.trailers,
            &writer
        )
        stream.response.pipe.pass(count)
        stream.response.pipe.dropPassed()
        stream.server?.counters[index].add(.bytesOut, writer.count)
        guard send(writer.bytes, to: stream) else {
            stream.ending.set("C", "D")
            cut(stream)
            return .turned
        }
        logEarly(stream)
        if framing == .tunnel {
            beginTunnel(stream, connection)
            return .turned
        }
        // A body without an end that nobody gets is not waited for.
        if framing == .untilClose {
            stream.response.pipe.isWhole = stream.response.passing == .dropped
        }
        return .again
    }

    /// Sends the head of a response as a block; the body follows in frames.
    private func passHead(_ stream: Stream, _ head: UnsafeRawBufferPointer) -> ReadOutcome {
        stream.client.framing.outgoing = BodyEncoder(isFramed: true)
        let isTunnel = stream.response.framing == .tunnel
        // A body without an end that nobody gets is not waited for.
        if stream.response.framing == .untilClose {
            stream.response.pipe.isWhole = stream.response.passing == .dropped
        }
        let pipe = stream.response.pipe
        let isEmpty = pipe.isWhole && pipe.readyCount == 0 && pipe.trailers.isEmpty
        let isLast = !isTunnel && (isEmpty || stream.response.passing == .dropped)
        stream.server?.counters[index].add(.bytesOut, head.count)
        guard sendHead(head, to: stream, endsStream: isLast) else {
            stream.ending.set("C", "D")
            cut(stream)
            return .turned
        }
        logEarly(stream)
        guard isTunnel, case .exchanging(let connection) = stream.phase else { return .again }
        beginTunnel(stream, connection)
        return .turned
    }

    /// NTLM and Negotiate authenticate a connection, not a request: nobody else may use it then.
    private func noteAuthentication(_ stream: Stream, _ bytes: UnsafeRawBufferPointer) {
        for index in 0..<stream.responseHead.headerCount {
            let line = stream.responseHead[index]
            let name = bytes[slice: line.name]
            guard
                equalsIgnoringCase(name, "www-authenticate")
                    || equalsIgnoringCase(name, "proxy-authenticate")
            else { continue }
            let scheme = UnsafeRawBufferPointer(rebasing: bytes[slice: line.value].prefix(4))
            if equalsIgnoringCase(scheme, "nego") || equalsIgnoringCase(scheme, "ntlm") {
                stream.client.isAuthenticatedByConnection = true
            }
        }
    }

    /// Takes from the server's head, before rules change it, how the message ends.
    private func noteFraming(
        _ stream: Stream,
        _ connection: ServerConnection,
        hasContent: Bool
    ) {
        let head = stream.responseHead
        var framing = head.responseFraming(to: stream.request.sentMethod)
        connection.framing.incoming = BodyDecoder(framing, acceptsBlanks: true)
        if let lane = connection.lane, framing == .untilClose {
            // Frames tell the end: the client can be told too.
            let isOver = lane.hasEnd && lane.inbox.isEmpty && lane.trailers.isEmpty && !hasContent
            framing = isOver ? .none : .chunked
        }
        stream.response.framing = framing
        stream.response.pipe.isWhole = framing == .none
        stream.response.keepsServer =
            head.keepsAlive && !head.hasTwoFramings && framing != .untilClose && framing != .tunnel
            && !closesServer(stream)
    }

    /// Counts what a client gets; a frontend of mode tcp knows of no responses.
    func countResponse(_ stream: Stream, _ status: Int) {
        if stream.frontend.settings.mode == .http {
            stream.frontend.counters[index].countResponse(status)
        }
        stream.backend?.counters[index].countResponse(status)
    }

    private func retriesStatus(_ stream: Stream, _ status: Int) -> Bool {
        guard status >= 400, let settings = stream.backend?.settings,
            stream.request.isReplayable, stream.request.mayRetryAfterSending,
            stream.retries.count < settings.retries,
            settings.retryOn != [.connectionFailure]
        else { return false }
        return settings.retryOn.statuses.contains(status)
    }

    private func tryAfterResponse(
        _ stream: Stream,
        _ connection: ServerConnection
    ) -> ReadOutcome {
        guard let backend = stream.backend, let server = stream.server else { return .turned }
        stream.ending = TerminationState()
        repeatRequest(stream, backend, server)
        return .turned
    }

    /// Sends a request again that a server had already.
    ///
    /// HAProxy counts such a retry twice when it goes to the same server; so that numbers can be
    /// compared, so do we.
    func repeatRequest(_ stream: Stream, _ backend: BackendRuntime, _ server: ServerRuntime) {
        server.counters[index].add(.retries)
        backend.counters[index].add(.retries)
        dropConnection(stream)
        tryAgain(stream, backend, server, pauses: false)
    }

    /// A response that did not come, or that is none.
    func responseFailed(
        _ stream: Stream,
        _ connection: ServerConnection,
        isJunk: Bool,
        isReset: Bool = false
    ) -> ReadOutcome {
        guard let backend = stream.backend, let server = stream.server else { return .turned }
        if stream.response.isHeadDone {
            stream.ending.set("S", "D")
            countServerAbort(stream)
            server.counters[index].add(.responseErrors)
            backend.counters[index].add(.responseErrors)
            cut(stream)
            return .turned
        }
        if isJunk { observe(.invalidHead, stream) }
        let isEmpty = stream.response.pipe.count == 0
        let wanted: RetryConditions = isJunk ? .junkResponse : .emptyResponse
        // A kept connection that closes before a byte of the response had most likely been closed
        // before the request came: another attempt is safe for what may be done twice.
        let wasStale =
            isEmpty && connection.exchangeCount > 1 && stream.request.isIdempotent
            && !stream.ending.isSet && connection.lane?.carrier.transport.peerClosed ?? true
        // What changes something is repeated only where repeating is allowed at all.
        let limit = max(stream.request.isSafe ? 1 : 0, backend.settings.retries)
        // What the server has not looked at may be sent again whatever it is.
        if connection.lane?.isRefused == true, stream.request.isReplayable,
            stream.retries.count < backend.settings.retries
        {
            dropConnection(stream)
            tryAgain(stream, backend, server, pauses: false)
            return .turned
        }
        let mayRetry =
            stream.request.isReplayable && stream.request.mayRetryAfterSending
            && stream.retries.count < limit
        if mayRetry && backend.settings.retryOn.contains(wanted) {
            return tryAfterResponse(stream, connection)
        }
        if mayRetry && wasStale {
            dropConnection(stream)
            tryAgain(stream, backend, server, pauses: false)
            return .turned
        }
        if !isJunk { observe(isReset ? .readError : .closed, stream) }
        server.counters[index].add(.responseErrors)
        backend.counters[index].add(.responseErrors)
        stream.ending.set(isJunk ? "P" : "S", "H")
        dropConnection(stream)
        leaveServer(stream)
        answer(stream, page: 502)
        return .turned
    }

    /// Both messages have passed: the log, the connections, the next request.
    func finishExchange(_ stream: Stream, _ connection: ServerConnection) {
        logExchange(stream)
        let isClean =
            hasRequestGone(stream, connection) && !stream.request.isAbandoned
            && stream.response.keepsServer && !connection.transport.hasUnsentCipher
            && !connection.transport.peerClosed && stream.response.pipe.count == 0
        if isClean {
            stream.phase = .pausing
            keep(connection, of: stream)
        } else {
            dropConnection(stream)
        }
        conclude(stream)
    }
}
