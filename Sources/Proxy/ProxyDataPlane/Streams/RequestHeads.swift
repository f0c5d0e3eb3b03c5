internal import EventLoops
internal import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// From the first byte of a request to the backend that it goes to.
extension Worker {
    /// Reads until the head of a request is whole, then begins its exchange.
    func receiveHead(_ stream: Stream) -> Bool {
        if let input = stream.request.pipe.buffer, parseHead(stream, input) {
            return true
        }
        switch receive(stream) {
        case .moved:
            return true
        case .wouldBlock:
            if let input = stream.request.pipe.buffer, input.count == input.memory.count {
                refuse(stream, .tooLarge)
                return true
            }
            return false
        case .ended, .failed:
            clientLeft(stream)
            return true
        }
    }

    /// True when the head was whole, or none, and something came of it.
    private func parseHead(_ stream: Stream, _ input: ByteBuffer) -> Bool {
        switch HeadParser.parseRequest(input.bytes, into: stream.requestHead) {
        case .incomplete:
            return false
        case .invalid(let fault):
            if stream.isFirst, !stream.frontend.settings.disablesHTTP2Upgrade {
                switch ConnectionPreface.match(input.bytes) {
                case .part: return false
                case .whole where stream.client.mayTurnToHTTP2: return turnToHTTP2(stream)
                case .whole: return refusePreface(stream)
                case .none: break
                }
            }
            refuse(stream, fault)
        case .complete:
            begin(stream, input)
        }
        return true
    }

    /// Answers a client that begins HTTP/2 where it may not.
    private func refusePreface(_ stream: Stream) -> Bool {
        stream.ending.set("P", "R")
        stream.request.pipe.isWhole = false
        stream.keepsClient = false
        countBadRequest(stream)
        answer(stream, page: 405)
        return true
    }

    /// A client that closed, or failed, before its request was whole.
    func clientLeft(_ stream: Stream) {
        stream.ending.set("C", "R")
        if stream.hasSaidNothing, stream.frontend.settings.ignoresProbes { return abandon(stream) }
        countBadRequest(stream)
        answer(stream, page: 400)
    }

    /// A request that is no valid HTTP.
    func refuse(_ stream: Stream, _ fault: MessageFault) {
        stream.ending.set("P", "R")
        // Nobody knows where it ends.
        stream.request.pipe.isWhole = false
        countBadRequest(stream)
        answer(stream, page: 400)
    }

    /// Counts what is no request, or never became one.
    func countBadRequest(_ stream: Stream) {
        stream.frontend.counters[index].add(.requestErrors)
        countRequest(stream.frontend.counters)
    }

    private func countRequest(_ counters: TrafficCounters) {
        counters[index].add(.requests)
        counters[index].requestRate.note(at: now)
    }

    /// Begins an exchange: the head is whole.
    func begin(_ stream: Stream, _ input: ByteBuffer) {
        let head = stream.requestHead
        stream.hasRequest = true
        stream.timing.headDone = now
        stream.clientDeadline = .max
        stream.request.method = head.method
        stream.request.sentMethod = head.method
        stream.request.declaresLength = head.contentLength != nil
        stream.request.headByteCount = head.byteCount
        stream.request.framing = head.requestFraming
        stream.request.isVersion10 = head.minorVersion == 0
        stream.keepsClient =
            head.keepsAlive && stream.frontend.settings.connectionMode != .close && !isFinishing
        stream.request.pipe.passed = head.byteCount
        stream.request.pipe.decoded = head.byteCount
        stream.request.pipe.isWhole = head.requestFraming == .none
        stream.request.isTargetNormalized = head.isTargetNormalized
        // Chunks are of HTTP/1 alone; elsewhere frames tell the end.
        let isFramed = stream.client.lane != nil && head.requestFraming == .chunked
        stream.client.framing.incoming = BodyDecoder(
            isFramed ? .untilClose : head.requestFraming,
            acceptsBlanks: false
        )
        runtime.counters.noteRequest(index)
        countRequest(stream.frontend.counters)
        if head.path?.start != head.target.start { normalizeAuthority(stream, input) }
        if stream.frontend.remembersRequestLine { rememberLine(stream, input) }
        captureRequest(stream)
        guard namesHost(stream, input), opensWebSocketRightly(stream) else {
            return refuse(stream, .host)
        }
        if stream.frontend.rules.inspectsRequests, !isInspected(stream) { return }
        goOn(stream)
    }

    /// Whether the rules on bytes let a request pass; they have, where it made its connection one of HTTP.
    private func isInspected(_ stream: Stream) -> Bool {
        guard let switched = stream.client.switched else {
            return inspectRequest(stream, .frontend)
        }
        stream.client.switched = nil
        stream.extras = switched
        return true
    }

    /// Goes on with a request that has passed the rules on its bytes.
    func goOn(_ stream: Stream) { proceed(stream, from: RequestStage()) }

    /// Goes on with a request that has its head, or what it waited for of its body.
    func proceed(_ stream: Stream, from stage: RequestStage) {
        if stage.isOnBackend { return proceedOnBackend(stream, from: stage) }
        if stream.frontend.rules.buffersRequests, !stage.isBuffered,
            buffers(stream, stream.frontend.settings, then: stage)
        {
            return
        }
        if answersItself(stream, from: stage.rule) { return }
        guard chooseBackend(stream) else { return }
        startOnBackend(stream)
    }

    /// Puts the host of an absolute target into a request without `Host`, so that rules and servers
    /// find it where they look; false when there is no room.
    private func namesHost(_ stream: Stream, _ input: ByteBuffer) -> Bool {
        guard stream.requestHead.host == nil else { return true }
        let bytes = stream.requestHeadBytes ?? input.bytes
        let target = RequestTarget(stream.requestHead.target, in: bytes)
        guard target.form == .absolute else { return true }
        let host = Array(bytes[slice: target.authority])
        return addToRequest(stream, "Host", host)
    }

    /// Takes the port that a scheme has anyway out of an absolute target and of `Host`.
    private func normalizeAuthority(_ stream: Stream, _ input: ByteBuffer) {
        let bytes = input.bytes
        let whole = stream.requestHead.target
        let target = RequestTarget(whole, in: bytes)
        guard target.form == .absolute,
            let colon = bytes[slice: target.authority].lastIndex(of: 0x3A)
        else { return }
        let authority = bytes[slice: target.authority]
        let port = UnsafeRawBufferPointer(rebasing: authority[(colon + 1)...])
        let scheme = bytes[slice: target.scheme]
        let isDefault =
            port.isEmpty || equalsIgnoringCase(scheme, "http") && port.elementsEqual("80".utf8)
            || equalsIgnoringCase(scheme, "https") && port.elementsEqual("443".utf8)
        guard isDefault else { return }
        let host = Array(authority[..<colon])
        let front = Array(bytes[whole.start..<target.authority.start])
        let new = front + host + Array(bytes[target.authority.end..<whole.end])
        let name: StaticString = "Host"
        let hasHost = stream.requestHead.host != nil
        guard new.withUnsafeBytes({ editRequest(stream, .rule(.target($0))) }), hasHost else {
            return
        }
        let hostName = UnsafeRawBufferPointer(
            start: name.utf8Start,
            count: name.utf8CodeUnitCount
        )
        _ = host.withUnsafeBytes { editRequest(stream, .rule(.set(name: hostName, value: $0))) }
    }

    /// Whether a request that asks for a WebSocket brings the key that the server has to answer to.
    private func opensWebSocketRightly(_ stream: Stream) -> Bool {
        guard stream.client.lane == nil,
            stream.requestHead.intent.isSuperset(of: [.upgrade, .hasUpgradeHeader]),
            let bytes = stream.requestHeadBytes
        else { return true }
        let head = stream.requestHead
        var asks = false
        for index in 0..<head.headerCount {
            let line = head[index]
            if line.field == .upgrade, containsToken(bytes[slice: line.value], "websocket") {
                asks = true
            }
            if equalsIgnoringCase(bytes[slice: line.name], "sec-websocket-key") {
                let key = String(decoding: bytes[slice: line.value], as: UTF8.self)
                extras(stream).webSocketAcceptance = Array(WebSocketHandshake.accept(key: key).utf8)
                return true
            }
        }
        return !asks
    }

    private func rememberLine(_ stream: Stream, _ input: ByteBuffer) {
        let head = stream.requestHead
        let bytes = stream.requestHeadBytes ?? input.bytes
        // Blanks between the words are none of it.
        stream.request.line.append(contentsOf: bytes[slice: head.methodText])
        stream.request.line.append(0x20)
        stream.request.line.append(contentsOf: bytes[slice: head.target])
        let isFramed = stream.client.lane != nil
        let version: StaticString =
            isFramed ? " HTTP/2.0" : head.minorVersion == 0 ? " HTTP/1.0" : " HTTP/1.1"
        stream.request.line.append(
            contentsOf: UnsafeRawBufferPointer(
                start: version.utf8Start,
                count: version.utf8CodeUnitCount
            )
        )
    }

    /// The monitor, the statistics page and the rules that answer; true when one did.
    private func answersItself(_ stream: Stream, from rule: Int) -> Bool {
        let rules = stream.frontend.rules
        if rules.hasMonitor, rule == 0, let uri = stream.frontend.settings.monitorURI,
            let bytes = stream.requestHeadBytes, isMonitor(uri, stream.requestHead, bytes)
        {
            answerMonitor(stream, stream.frontend.settings)
            return true
        }
        if rule == 0, restrictsNames(stream, rules) { return true }
        if rules.hasRequestRules, runRequestRules(stream, rules, from: rule) { return true }
        return rules.hasStatistics && answersStats(stream, stream.frontend.settings)
    }

    /// `option http-restrict-req-hdr-names`: true when the request is refused for a name.
    private func restrictsNames(_ stream: Stream, _ rules: RulePlan) -> Bool {
        guard let policy = rules.restrictedNames, let bytes = stream.requestHeadBytes else {
            return false
        }
        let head = stream.requestHead
        let hasOdd = (0..<head.headerCount).contains { !bytes[slice: head[$0].name].isPlainName }
        if !hasOdd { return false }
        if policy == .delete, editRequest(stream, .deleteOddNames) { return false }
        stream.ending.set("P", "R")
        stream.frontend.counters[index].add(.deniedRequests)
        stream.backend?.counters[index].add(.deniedRequests)
        answer(stream, page: 403)
        return true
    }

    /// Whether a request is for the monitor: its path is that, or its target where that is absolute.
    private func isMonitor(
        _ uri: String,
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        if let path = head.path, uri.utf8.first == UInt8(ascii: "/") {
            return bytes[slice: path].elementsEqual(uri.utf8)
        }
        return bytes[slice: head.target].elementsEqual(uri.utf8)
    }

    /// Chooses the backend; false when there is none and the client was told.
    private func chooseBackend(_ stream: Stream) -> Bool {
        guard let backend = backend(for: stream, hasRequest: true) else {
            stream.ending.set("S", "C")
            // For the log no request was taken on.
            stream.timing.headDone = -1
            answer(stream, page: 503)
            return false
        }
        enter(stream, backend)
        return true
    }

    /// Takes a stream into the numbers of a backend.
    func enter(_ stream: Stream, _ backend: BackendRuntime) {
        stream.backend = backend
        backend.counters[index].sessions.enter()
        backend.counters[index].sessionRate.note(at: now)
    }

    private func startOnBackend(_ stream: Stream) {
        guard let backend = stream.backend else { return }
        countRequest(backend.counters)
        if backend.rules.inspectsRequests, stream.frontend.ownBackend !== backend,
            !inspectRequest(stream, .backend)
        {
            return
        }
        goOnBackend(stream)
    }

    /// Goes on with a request that has passed its backend's rules on bytes.
    func goOnBackend(_ stream: Stream) {
        proceedOnBackend(stream, from: RequestStage(isOnBackend: true))
    }

    private func proceedOnBackend(_ stream: Stream, from stage: RequestStage) {
        guard let backend = stream.backend else { return }
        if backend.rules.buffersRequests, !stage.isBuffered,
            buffers(stream, backend.settings, then: stage)
        {
            return
        }
        if stream.frontend.ownBackend !== backend {
            if stage.rule == 0, restrictsNames(stream, backend.rules) { return }
            if backend.rules.hasRequestRules,
                runRequestRules(stream, backend.rules, from: stage.rule)
            {
                return
            }
            if backend.rules.hasStatistics, answersStats(stream, backend.settings) { return }
        }
        if stream.request.isCut { return bodyWasCut(stream) }
        stream.request.hash = balanceHash(stream, backend)
        let bound = boundServer(stream, backend)
        // Requests of HTTP/2 within a tunnel would pass all rules by, and behind a body a server may begin
        // the tunnel where it likes.
        let intent = stream.requestHead.intent
        stream.request.wantsUpgrade =
            stream.request.framing == .none
            && intent.isSuperset(of: [.upgrade, .hasUpgradeHeader])
            && !intent.contains(.upgradesToHTTP2) && !stream.request.isVersion10
        chooseServer(stream, bound: bound)
    }
}
