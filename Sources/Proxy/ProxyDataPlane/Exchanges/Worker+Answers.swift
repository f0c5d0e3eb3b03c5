internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// The proxy's own answers, and the end of a connection after them.
extension Worker {
    /// Answers with the page of a status.
    func answer(_ session: Session, page status: Int) {
        let settings = session.backend?.settings ?? session.frontend.settings
        let file = settings.errorFiles[status] ?? session.frontend.settings.errorFiles[status]
        let own = file.flatMap { OwnAnswer(file: $0.response) } ?? OwnAnswer(page: status)
        answer(session, own)
    }

    /// Whether the client's connection goes on after an answer of our own: all of the request must
    /// have arrived, and the client must have made a request that can be told from the next one.
    private func keepsConnection(_ session: Session, afterStatus status: Int) -> Bool {
        guard session.keepsClient, !isFinishing, status != 400, status != 408 else { return false }
        if !session.request.isWhole, let input = session.input, !scanBody(session, input) {
            return false
        }
        return session.request.isWhole
    }

    /// Answers with a response of our own; the connection goes on if it may.
    func answer(_ session: Session, _ own: OwnAnswer) {
        session.keepsClient = keepsConnection(session, afterStatus: own.status)
        leaveQueue(session)
        if let connection = session.connection {
            session.connection = nil
            close(connection)
        }
        leaveServer(session)
        session.phase = .answering
        session.serverDeadline = .max
        session.clientDeadline = deadline(after: session.frontend.settings.timeouts.client)
        let bytes = finished(own, for: session)
        session.frontend.counters.countResponse(session.response.status)
        session.backend?.counters.countResponse(session.response.status)
        let isSent = bytes.withUnsafeBytes { sendPieces($0, to: session) }
        if session.backend == nil && session.ending.phase != UInt8(ascii: "R") {
            session.server = nil
        }
        logExchange(session)
        if !isSent { return close(session) }
    }

    /// The bytes of a response of our own, after the rules for every answer have seen it.
    private func finished(_ own: OwnAnswer, for session: Session) -> [UInt8] {
        if let old = session.response.head { buffers.give(old) }
        let buffer = buffers.take()
        let head = own.head
        _ = head.withUnsafeBytes { buffer.append($0) }
        session.response.head = buffer
        session.response.framing = own.body.isEmpty ? .none : .length(UInt64(own.body.count))
        session.response.status = own.status
        guard HeadParser.parseResponse(buffer.bytes, into: responseHead) == .complete else {
            session.keepsClient = false
            return head + own.body
        }
        // A request that is none has no rules.
        if session.hasStream { runAfterResponseRules(session) }
        session.response.status = responseHead.status
        session.response.passing = passing(for: session, status: responseHead.status)
        var writer = HeadWriter(scratch)
        writeResponseHead(session, session.responseHeadBytes ?? buffer.bytes, &writer)
        if writer.hasOverflowed {
            session.keepsClient = false
            return head + own.body
        }
        return Array(writer.bytes) + (session.response.passing == .dropped ? [] : own.body)
    }

    /// Sends a response of any size: what does not fit in a buffer is kept in a larger one.
    private func sendPieces(_ bytes: UnsafeRawBufferPointer, to session: Session) -> Bool {
        var start = 0
        while start < bytes.count && session.output == nil {
            let end = min(bytes.count, start + buffers.bufferSize)
            guard send(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), to: session) else {
                return false
            }
            start = end
        }
        if start < bytes.count { session.longAnswer = Array(bytes[start...])[...] }
        return true
    }

    /// Goes on sending an answer; true when the phase has changed.
    func answerFurther(_ session: Session) -> Bool {
        while true {
            switch flushOutput(session) {
            case .moved: break
            case .wouldBlock:
                waitForClient(session)
                return false
            case .ended, .failed:
                close(session)
                return false
            }
            guard !session.longAnswer.isEmpty else { break }
            let piece = session.longAnswer.prefix(buffers.bufferSize)
            session.longAnswer = session.longAnswer.dropFirst(piece.count)
            guard piece.withUnsafeBytes({ send($0, to: session) }) else {
                close(session)
                return false
            }
        }
        endStream(session)
        guard session.keepsClient, !isFinishing else {
            lingerOrClose(session)
            return session.phase != .closed
        }
        awaitNextRequest(session)
        return true
    }

    /// `monitor-uri`.
    func answerMonitor(_ session: Session, _ settings: ProxySettings) {
        let source = SampleSource(session: session, hasRequest: true, hasResponse: false)
        let fails = settings.monitorFailures.contains { holds($0, source) }
        session.ending.set("L", "R")
        session.answeredBy = .monitor
        countIntercepted(session)
        guard !fails else { return answer(session, page: 503) }
        var own = OwnAnswer(
            status: 200,
            body: Array("<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n".utf8)
        )
        own.add("cache-control", "no-cache".utf8)
        own.add("content-type", "text/html".utf8)
        answer(session, own)
    }

    /// `stats uri`: true when the request was for the page.
    func answersStats(_ session: Session, _ settings: ProxySettings) -> Bool {
        guard let page = settings.statsPage, let bytes = session.requestHeadBytes,
            let path = requestHead.path, bytes[slice: path].starts(with: page.uri.utf8)
        else { return false }
        guard let pages = runtime.pages else {
            session.ending.set("L", "R")
            answer(session, page: 503)
            return true
        }
        var authorization: String?
        for index in 0..<requestHead.headerCount
        where equalsIgnoringCase(bytes[slice: requestHead[index].name], "authorization") {
            authorization = text(bytes[slice: requestHead[index].value])
        }
        let body = session.input.map { Array($0.bytes.dropFirst(session.request.headByteCount)) }
        let request = StatsPageRequest(
            proxy: settings,
            method: text(bytes[slice: requestHead.methodText]),
            target: text(bytes[slice: path]),
            authorization: authorization,
            body: body ?? []
        )
        // For the log it is a server that takes no time to find.
        session.timing.queueDone = now
        session.timing.connected = now
        session.phase = .rendering
        session.serverDeadline = .max
        session.clientDeadline = deadline(after: session.frontend.settings.timeouts.client)
        pages.submit(.init(request: request, worker: index, session: session.token))
        return true
    }

    /// Sends the statistics page that was rendered.
    func answer(_ session: Session, with page: StatsPageResponse) {
        session.ending.set("L", "R")
        session.answeredBy = .statistics
        countIntercepted(session)
        session.timing.responseHead = now
        var own = OwnAnswer(status: page.status, body: page.body)
        for header in page.headers { own.add(header.name, header.value.utf8) }
        answer(session, own)
    }

    func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
