internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// The head of a server's response, and the end of an exchange.
extension Worker {
    /// Reads the head of the response and sends it on with what came of the body.
    func readResponseHead(_ session: Session, _ connection: ServerConnection) -> ReadOutcome {
        guard let input = connection.input, !input.isEmpty else {
            let outcome = receiveResponse(session, connection)
            guard case .wait = outcome, session.request.isWhole else { return outcome }
            return noticeAbortWhileServing(session) ? .turned : .wait
        }
        switch parseResponse(input) {
        case .incomplete:
            return receiveResponse(session, connection)
        case .invalid:
            return responseFailed(session, connection, isJunk: true)
        case .complete:
            break
        }
        let framing = responseHead.responseFraming(to: session.request.sentMethod)
        if framing == .tunnel && !session.request.wantsUpgrade
            && session.request.sentMethod != .connect
        {
            return responseFailed(session, connection, isJunk: true)
        }
        if responseHead.status / 100 == 1 && responseHead.status != 101 {
            return passInformational(session, input)
        }
        if retriesStatus(session, responseHead.status) {
            return tryAfterResponse(session, connection)
        }
        return passHead(session, connection, input)
    }

    private func noticeAbortWhileServing(_ session: Session) -> Bool {
        guard session.client.peerClosed else { return false }
        _ = noticeAbort(session)
        return session.phase != .exchanging
    }

    private func parseResponse(_ input: ByteBuffer) -> HeadParseResult {
        let result = HeadParser.parseResponse(input.bytes, into: responseHead)
        guard result == .invalid(.foldedLine), HeadParser.unfold(input.mutableBytes) else {
            return result
        }
        return HeadParser.parseResponse(input.bytes, into: responseHead)
    }

    /// Passes an interim response on, but not to a client of HTTP/1.0, which knows none.
    private func passInformational(_ session: Session, _ input: ByteBuffer) -> ReadOutcome {
        observe(.init(status: responseHead.status), session)
        var writer = HeadWriter(scratch)
        writeInterimHead(input.bytes, &writer)
        input.consume(responseHead.byteCount)
        if session.request.isVersion10 || writer.hasOverflowed { return .again }
        if send(writer.bytes, to: session) { return .again }
        session.ending.set("C", "H")
        cut(session)
        return .turned
    }

    private func passHead(
        _ session: Session,
        _ connection: ServerConnection,
        _ input: ByteBuffer
    ) -> ReadOutcome {
        session.timing.responseHead = now
        let byteCount = responseHead.byteCount
        // An answer that was thrown away for another attempt may have been changed.
        if let old = session.response.head { buffers.give(old) }
        session.response.head = nil
        noteFraming(session)
        if responseHead.status == 401 || responseHead.status == 407 {
            noteAuthentication(session, input.bytes)
        }
        if isFinishing { session.keepsClient = false }
        // What the server said counts for the server, what the client gets for the proxies.
        session.server?.counters[index].add(.requests)
        session.server?.counters[index].countResponse(responseHead.status)
        observe(.init(status: responseHead.status), session)
        if runResponseRules(session) == .denied { return .turned }
        let status = responseHead.status
        session.response.passing = passing(for: session, status: status)
        // What only the connection's end ends, ends the client's too.
        let framing = session.response.framing
        if framing == .untilClose || session.response.passing == .unchunked {
            session.keepsClient = session.response.passing == .dropped && session.keepsClient
        }
        var writer = HeadWriter(scratch)
        writeResponseHead(session, session.responseHeadBytes ?? input.bytes, &writer)
        if writer.hasOverflowed { return responseFailed(session, connection, isJunk: true) }
        input.consume(byteCount)
        guard scanResponse(session, input) else {
            return responseFailed(session, connection, isJunk: true)
        }
        session.response.isHeadDone = true
        session.response.status = status
        countResponse(session, status)
        let count = min(session.response.scanned, writer.room)
        if count > 0 {
            writer.write(UnsafeRawBufferPointer(rebasing: input.bytes[0..<count]))
            input.consume(count)
            session.response.scanned -= count
        }
        session.server?.counters[index].add(.bytesOut, writer.count)
        guard send(writer.bytes, to: session) else {
            session.ending.set("C", "D")
            cut(session)
            return .turned
        }
        if framing == .tunnel {
            beginTunnel(session)
            return .turned
        }
        // A body without an end that nobody gets is not waited for.
        if framing == .untilClose {
            session.response.isWhole = session.response.passing == .dropped
        }
        return .again
    }

    /// NTLM and Negotiate authenticate a connection, not a request: nobody else may use it then.
    private func noteAuthentication(_ session: Session, _ bytes: UnsafeRawBufferPointer) {
        for index in 0..<responseHead.headerCount {
            let line = responseHead[index]
            let name = bytes[slice: line.name]
            guard
                equalsIgnoringCase(name, "www-authenticate")
                    || equalsIgnoringCase(name, "proxy-authenticate")
            else { continue }
            let scheme = UnsafeRawBufferPointer(rebasing: bytes[slice: line.value].prefix(4))
            if equalsIgnoringCase(scheme, "nego") || equalsIgnoringCase(scheme, "ntlm") {
                session.isAuthenticatedByConnection = true
            }
        }
    }

    /// Takes from the server's head, before rules change it, how the message ends.
    private func noteFraming(_ session: Session) {
        let head = responseHead
        let framing = head.responseFraming(to: session.request.sentMethod)
        session.response.framing = framing
        if case .length(let length) = framing { session.response.remaining = length }
        session.response.isWhole = framing == .none
        session.response.keepsServer =
            head.keepsAlive && !head.hasTwoFramings && framing != .untilClose && framing != .tunnel
            && !closesServer(session)
    }

    private func countResponse(_ session: Session, _ status: Int) {
        session.frontend.counters[index].countResponse(status)
        session.backend?.counters[index].countResponse(status)
    }

    private func retriesStatus(_ session: Session, _ status: Int) -> Bool {
        guard status >= 400, let settings = session.backend?.settings,
            session.request.isReplayable, session.request.mayRetryAfterSending,
            session.attempts < settings.retries,
            settings.retryOn != [.connectionFailure]
        else { return false }
        return settings.retryOn.statuses.contains(status)
    }

    private func tryAfterResponse(
        _ session: Session,
        _ connection: ServerConnection
    ) -> ReadOutcome {
        guard let backend = session.backend, let server = session.server else { return .turned }
        session.ending = TerminationState()
        repeatRequest(session, backend, server)
        return .turned
    }

    /// Sends a request again that a server had already.
    ///
    /// HAProxy counts such a retry twice when it goes to the same server; so that numbers can be
    /// compared, so do we.
    func repeatRequest(_ session: Session, _ backend: BackendRuntime, _ server: ServerRuntime) {
        server.counters[index].add(.retries)
        backend.counters[index].add(.retries)
        dropConnection(session)
        tryAgain(session, backend, server, pauses: false)
    }

    /// A response that did not come, or that is none.
    func responseFailed(
        _ session: Session,
        _ connection: ServerConnection,
        isJunk: Bool,
        isReset: Bool = false
    ) -> ReadOutcome {
        guard let backend = session.backend, let server = session.server else { return .turned }
        if session.response.isHeadDone {
            session.ending.set("S", "D")
            countServerAbort(session)
            server.counters[index].add(.responseErrors)
            backend.counters[index].add(.responseErrors)
            cut(session)
            return .turned
        }
        if isJunk { observe(.invalidHead, session) }
        let isEmpty = connection.input.map(\.isEmpty) ?? true
        let wanted: RetryConditions = isJunk ? .junkResponse : .emptyResponse
        // A kept connection that closes before a byte of the response had most likely been closed
        // before the request came: another attempt is safe for what may be done twice.
        let wasStale =
            isEmpty && connection.exchangeCount > 1 && session.request.isIdempotent
            && !session.ending.isSet
        // What changes something is repeated only where repeating is allowed at all.
        let limit = max(session.request.isSafe ? 1 : 0, backend.settings.retries)
        let mayRetry =
            session.request.isReplayable && session.request.mayRetryAfterSending
            && session.attempts < limit
        if mayRetry && backend.settings.retryOn.contains(wanted) {
            return tryAfterResponse(session, connection)
        }
        if mayRetry && wasStale {
            dropConnection(session)
            tryAgain(session, backend, server, pauses: false)
            return .turned
        }
        if !isJunk { observe(isReset ? .readError : .closed, session) }
        server.counters[index].add(.responseErrors)
        backend.counters[index].add(.responseErrors)
        session.ending.set(isJunk ? "P" : "S", "H")
        dropConnection(session)
        leaveServer(session)
        answer(session, page: 502)
        return .turned
    }

    /// Both messages have passed: the log, the connections, the next request.
    func finishExchange(_ session: Session, _ connection: ServerConnection) {
        logExchange(session)
        session.connection = nil
        let isClean =
            hasRequestGone(session, connection) && !session.request.isAbandoned
            && session.response.keepsServer && !connection.transport.hasUnsentCipher
            && !connection.transport.peerClosed && (connection.input.map(\.isEmpty) ?? true)
        if isClean { keep(connection, of: session) } else { close(connection) }
        leaveServer(session)
        endStream(session)
        guard session.keepsClient && !isFinishing else { return lingerOrClose(session) }
        guard session.request.isWhole else { return beginDraining(session) }
        awaitNextRequest(session)
    }

    /// Lets go of a request that is done with, and awaits the next one of the connection.
    func awaitNextRequest(_ session: Session) {
        if let input = session.input {
            input.consume(min(input.count, session.request.scanned))
            if input.isEmpty {
                buffers.give(input)
                session.input = nil
            }
        }
        session.isFirstRequest = false
        awaitRequest(session)
    }

    /// Takes an exchange off the backend's numbers.
    func endStream(_ session: Session) {
        session.hasStream = false
        dropEditedHeads(session)
        if session.isCountedOnBackend {
            session.isCountedOnBackend = false
            session.backend?.counters[index].sessions.leave()
        }
        session.backend = nil
        session.server = nil
        session.ending = TerminationState()
    }
}
