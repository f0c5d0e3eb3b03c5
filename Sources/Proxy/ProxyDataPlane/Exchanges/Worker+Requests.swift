internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// From the first byte of a request to the backend that it goes to.
extension Worker {
    /// Reads until the head of a request is whole, then starts its exchange.
    func readRequestHead(_ session: Session) -> Bool {
        switch flushOutput(session) {
        case .moved: break
        case .wouldBlock: return false
        case .ended, .failed:
            close(session)
            return false
        }
        if let input = session.input, !input.isEmpty, parseRequestHead(session, input) {
            return true
        }
        if session.phase != .awaitingRequest { return true }
        let hadBytes = session.input.map { !$0.isEmpty } ?? false
        switch receive(session) {
        case .moved:
            if !hadBytes { firstByteArrived(session) }
            return true
        case .wouldBlock:
            if let input = session.input, input.room == 0, input.count == input.memory.count {
                refuse(session, .tooLarge)
                return true
            }
            if isFinishing && session.isIdle && !session.isUnfinished
                && !session.frontend.settings.keepsIdleClientsWhenStopping
            {
                close(session)
            }
            return false
        case .ended, .failed:
            clientLeft(session)
            return false
        }
    }

    private func firstByteArrived(_ session: Session) {
        session.timing.wallStart = .now
        let timeouts = session.frontend.settings.timeouts
        if !session.isFirstRequest {
            session.timing.start = now
            session.clientDeadline = deadline(after: timeouts.httpRequest ?? timeouts.client)
        }
    }

    /// True when the head was whole and the exchange has begun.
    private func parseRequestHead(_ session: Session, _ input: ByteBuffer) -> Bool {
        if session.timing.wallStart.seconds == 0 { session.timing.wallStart = .now }
        switch HeadParser.parseRequest(input.bytes, into: requestHead) {
        case .incomplete:
            return false
        case .invalid(let fault):
            refuse(session, fault)
            return true
        case .complete:
            begin(session, input)
            return true
        }
    }

    /// A client that closed, or failed, before its request was whole.
    private func clientLeft(_ session: Session) {
        let isEmpty = session.input.map(\.isEmpty) ?? true
        if isEmpty && !session.isFirstRequest { return close(session) }
        session.ending.set("C", "R")
        countBadRequest(session)
        answer(session, page: 400)
    }

    /// A request that is no valid HTTP.
    private func refuse(_ session: Session, _ fault: MessageFault) {
        session.ending.set("P", "R")
        // Nobody knows where it ends.
        session.request.isWhole = false
        countBadRequest(session)
        answer(session, page: 400)
    }

    /// Counts what is no request, or never became one.
    func countBadRequest(_ session: Session) {
        session.frontend.counters[index].add(.requestErrors)
        session.frontend.counters[index].add(.requests)
        session.frontend.counters[index].requestRate.note(at: now)
    }

    /// Starts an exchange: the head is whole and stands in `requestHead`.
    private func begin(_ session: Session, _ input: ByteBuffer) {
        let head = requestHead
        session.hasStream = true
        session.timing.headDone = now
        session.clientDeadline = .max
        session.ending = TerminationState()
        session.cookie = CookieState()
        session.queuePosition = QueuePosition()
        session.answeredBy = .nobody
        session.attempts = 0
        session.isRedispatched = false
        session.failedServer = nil
        resetRequest(session)
        session.response = ResponseState()
        session.request.method = head.method
        session.request.sentMethod = head.method
        session.request.declaresLength = head.contentLength != nil
        session.request.headByteCount = head.byteCount
        session.request.framing = head.requestFraming
        session.request.isVersion10 = head.minorVersion == 0
        session.keepsClient =
            head.keepsAlive && session.frontend.settings.connectionMode != .close && !isFinishing
        rewindRequest(session)
        runtime.counters.noteRequest(index)
        session.frontend.counters[index].add(.requests)
        session.frontend.counters[index].requestRate.note(at: now)
        if session.frontend.settings.logFormat == .http
            && !session.frontend.settings.logTargets.isEmpty
        {
            rememberRequestLine(session, input)
        }
        guard namesHost(session, input) else { return refuse(session, .host) }
        if session.frontend.decidesRequests,
            answersItself(session, session.frontend.settings)
        {
            return
        }
        guard chooseBackend(session) else { return }
        startOnBackend(session)
    }

    /// Puts the host of an absolute target into a request without `Host`, so that rules and servers
    /// find it where they look; false when there is no room.
    private func namesHost(_ session: Session, _ input: ByteBuffer) -> Bool {
        guard requestHead.host == nil else { return true }
        let target = RequestTarget(requestHead.target, in: input.bytes)
        guard target.form == .absolute else { return true }
        let host = Array(input.bytes[slice: target.authority])
        return editRequest(session, .add(name: Array("Host".utf8), value: host))
    }

    /// Forgets the request before.
    func resetRequest(_ session: Session) {
        session.request.method = .other
        session.request.framing = .none
        session.request.isVersion10 = false
        session.request.chunks = ChunkScanner()
        session.request.isReplayable = true
        session.request.mayRetryAfterSending = true
        session.request.isHeadSent = false
        session.request.hash = nil
        session.request.closesServer = false
        session.request.line.removeAll(keepingCapacity: true)
    }

    /// Puts the request back to before its first byte was sent.
    func rewindRequest(_ session: Session) {
        session.request.sent = 0
        session.request.scanned = session.request.headByteCount
        session.request.chunks = ChunkScanner()
        session.request.isHeadSent = false
        session.request.isAbandoned = false
        session.request.isWhole = session.request.framing == .none
        if case .length(let length) = session.request.framing {
            session.request.remaining = length
        }
    }

    private func rememberRequestLine(_ session: Session, _ input: ByteBuffer) {
        let end = requestHead.target.end + 9
        let line = input.bytes[requestHead.methodText.start..<min(end, input.count)]
        session.request.line.append(contentsOf: line)
    }

    /// The monitor, the statistics page and the rules that answer; true when one did.
    private func answersItself(_ session: Session, _ settings: ProxySettings) -> Bool {
        if let uri = settings.monitorURI, let bytes = session.requestHeadBytes,
            let path = requestHead.path, bytes[slice: path].elementsEqual(uri.utf8)
        {
            answerMonitor(session, settings)
            return true
        }
        return runRequestRules(session, settings) || answersStats(session, settings)
    }

    /// Chooses the backend; false when there is none and the client was told.
    private func chooseBackend(_ session: Session) -> Bool {
        let frontend = session.frontend
        let source = SampleSource(session: session, hasRequest: true, hasResponse: false)
        let rule = frontend.settings.backendRules.firstIndex { rule in
            rule.condition.map { holds($0, source) } ?? true
        }
        session.backend = rule.map { frontend.targets[$0] } ?? frontend.targets.last ?? nil
        guard session.backend == nil else { return true }
        session.ending.set("S", "C")
        // For the log no request was taken on.
        session.timing.headDone = -1
        answer(session, page: 503)
        return false
    }

    private func startOnBackend(_ session: Session) {
        guard let backend = session.backend else { return }
        session.isCountedOnBackend = true
        backend.counters[index].sessions.enter()
        backend.counters[index].sessionRate.note(at: now)
        backend.counters[index].add(.requests)
        backend.counters[index].requestRate.note(at: now)
        if backend.decidesRequests, session.frontend.ownBackend !== backend {
            if runRequestRules(session, backend.settings) { return }
            if answersStats(session, backend.settings) { return }
        }
        session.request.hash = balanceHash(session, backend)
        let bound = boundServer(session, backend)
        // Requests of HTTP/2 within a tunnel would pass all rules by, and behind a body a server may begin
        // the tunnel where it likes.
        session.request.wantsUpgrade =
            session.request.framing == .none
            && requestHead.intent.isSuperset(of: [.upgrade, .hasUpgradeHeader])
            && !requestHead.intent.contains(.upgradesToHTTP2) && requestHead.minorVersion > 0
        chooseServer(session, bound: bound)
    }
}
