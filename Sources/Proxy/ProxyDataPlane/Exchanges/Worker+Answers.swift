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
        let answer = finished(own, for: session)
        session.frontend.counters[index].countResponse(session.response.status)
        session.backend?.counters[index].countResponse(session.response.status)
        let isSent = begin(answer, to: session)
        if session.backend == nil && session.ending.phase != UInt8(ascii: "R") {
            session.server = nil
        }
        logExchange(session)
        if !isSent { return close(session) }
    }

    /// The bytes of a response of our own, after the rules for every answer have seen it.
    private func finished(
        _ own: OwnAnswer,
        for session: Session
    ) -> (head: [UInt8], body: [UInt8]) {
        if let old = session.response.head { buffers.give(old) }
        let buffer = buffers.take()
        let head = own.head
        _ = head.withUnsafeBytes { buffer.append($0) }
        session.response.head = buffer
        session.response.framing = own.body.isEmpty ? .none : .length(UInt64(own.body.count))
        session.response.status = own.status
        guard HeadParser.parseResponse(buffer.bytes, into: responseHead) == .complete else {
            session.keepsClient = false
            return (head, own.body)
        }
        // A request that is none has no rules.
        if session.hasStream { runAfterResponseRules(session) }
        session.response.status = responseHead.status
        session.response.passing = passing(for: session, status: responseHead.status)
        let body = session.response.passing == .dropped ? [] : own.body
        var writer = HeadWriter(scratch)
        writeResponseHead(session, session.responseHeadBytes ?? buffer.bytes, &writer)
        if writer.hasOverflowed {
            session.keepsClient = false
            return (head, body)
        }
        return (Array(writer.bytes), body)
    }

    /// Sends an answer that fits in a buffer, or the head of a longer one; false when the client is gone.
    ///
    /// The body of a longer one is not copied: it may be the same for many.
    private func begin(_ answer: (head: [UInt8], body: [UInt8]), to session: Session) -> Bool {
        guard session.output == nil else {
            session.longAnswer = (answer.head + answer.body)[...]
            return true
        }
        let isLong = answer.head.count + answer.body.count > buffers.bufferSize
        if isLong { session.longAnswer = answer.body[...] }
        let first = isLong ? answer.head : answer.head + answer.body
        let isSent = first.withUnsafeBytes { send($0, to: session) }
        // The line of the log tells of all that is going to be sent.
        session.response.byteCount += session.longAnswer.count
        return isSent
    }

    /// Goes on sending an answer, for one turn; true when the phase has changed.
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
            if turnBudget <= 0 {
                goOnLater(session)
                return false
            }
            let piece = session.longAnswer.prefix(buffers.bufferSize)
            turnBudget -= piece.count
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
        guard let pages = runtime.pages, runtime.statsPageRenderer != nil else {
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
        let order = PageOrder(request, worker: index, session: session.token)
        session.pageOrder = order
        pages.submit(order)
        return true
    }

    /// Sends the statistics page that was rendered.
    func answer(_ session: Session, with page: StatsPageResponse) {
        session.pageOrder = nil
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
