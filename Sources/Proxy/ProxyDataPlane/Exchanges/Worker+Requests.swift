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
            if isFinishing && session.input == nil && !session.isUnfinished { close(session) }
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
        if isEmpty {
            if session.isFirstRequest && !session.frontend.settings.skipsEmptyConnections {
                session.timing.wallStart = .now
                session.ending.set("C", "R")
                session.response.status = 400
                countBadRequest(session)
                logExchange(session)
            }
            return close(session)
        }
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

    private func countBadRequest(_ session: Session) {
        session.frontend.counters.requestErrors.add()
        session.frontend.counters.requests.add()
        session.frontend.counters.requestRate.note(at: now)
    }

    /// Starts an exchange: the head is whole and stands in `requestHead`.
    private func begin(_ session: Session, _ input: ByteBuffer) {
        let head = requestHead
        session.hasStream = true
        session.timing.headDone = now
        session.clientDeadline = .max
        session.ending = TerminationState()
        session.cookie = CookieState()
        session.answeredBy = .nobody
        session.responseEdits.clear()
        session.attempts = 0
        session.isRedispatched = false
        session.failedServer = nil
        resetRequest(session)
        session.response = ResponseState()
        session.request.method = head.method
        session.request.headByteCount = head.byteCount
        session.request.framing = head.requestFraming
        session.request.wantsUpgrade =
            head.intent.contains(.upgrade) && head.intent.contains(.hasUpgradeHeader)
        session.request.isVersion10 = head.minorVersion == 0
        session.request.isIdempotent = head.method != .post && head.method != .other
        session.keepsClient =
            head.keepsAlive && session.frontend.settings.connectionMode != .close && !isFinishing
        rewindRequest(session)
        runtime.requests.add()
        session.frontend.counters.requests.add()
        session.frontend.counters.requestRate.note(at: now)
        let settings = session.frontend.settings
        if settings.logFormat == .http && !settings.logTargets.isEmpty {
            rememberRequestLine(session, input)
        }
        if answersItself(session, settings, input) { return }
        guard chooseBackend(session, input) else { return }
        startOnBackend(session, input)
    }

    private func resetRequest(_ session: Session) {
        session.request.chunks = ChunkScanner()
        session.request.isReplayable = true
        session.request.mayRetryAfterSending = true
        session.request.isHeadSent = false
        session.request.hash = nil
        if !session.request.edits.isEmpty { session.request.edits.removeAll() }
        session.request.newTarget = nil
        session.request.newMethod = nil
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
    private func answersItself(
        _ session: Session,
        _ settings: ProxySettings,
        _ input: ByteBuffer
    ) -> Bool {
        if let uri = settings.monitorURI,
            input.bytes[slice: requestHead.target].elementsEqual(uri.utf8)
        {
            answerMonitor(session, settings)
            return true
        }
        return runRequestRules(session, settings, input) || answersStats(session, settings, input)
    }

    /// Chooses the backend; false when there is none and the client was told.
    private func chooseBackend(_ session: Session, _ input: ByteBuffer) -> Bool {
        let frontend = session.frontend
        var choice = frontend.targets.last ?? nil
        for (index, rule) in frontend.settings.backendRules.enumerated() {
            guard let condition = rule.condition else {
                choice = frontend.targets[index]
                break
            }
            if holds(condition, session, input) {
                choice = frontend.targets[index]
                break
            }
        }
        session.backend = choice
        guard choice == nil else { return true }
        session.ending.set("S", "C")
        answer(session, page: 503)
        return false
    }

    private func startOnBackend(_ session: Session, _ input: ByteBuffer) {
        guard let backend = session.backend else { return }
        session.isCountedOnBackend = true
        backend.counters.sessions.enter()
        backend.counters.sessionRate.note(at: now)
        backend.counters.requests.add()
        backend.counters.requestRate.note(at: now)
        if session.frontend.ownBackend !== backend {
            if runRequestRules(session, backend.settings, input) { return }
            if answersStats(session, backend.settings, input) { return }
        }
        session.request.hash = balanceHash(session, backend, input)
        let bound = boundServer(session, backend, input)
        chooseServer(session, bound: bound)
    }
}
