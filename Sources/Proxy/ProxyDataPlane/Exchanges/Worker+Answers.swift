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
        if let file {
            return answer(session, status: status, whole: file.response)
        }
        let body = ErrorPages.body(of: status)
        let keeps = keepsConnection(session, afterStatus: status)
        var bytes = ErrorPages.head(of: status, bodyByteCount: body.count)
        bytes += Array(connectionLine(session, keeps: keeps).utf8)
        if status == 401 { bytes += Array("www-authenticate: Basic realm=\"\"\r\n".utf8) }
        bytes += Array("\r\n".utf8)
        if session.request.method != .head { bytes += body }
        answer(session, status: status, whole: bytes, keeps: keeps)
    }

    /// Whether the client's connection goes on after an answer of our own: all of the request must
    /// have arrived, and the client must have made a request that can be told from the next one.
    func keepsConnection(_ session: Session, afterStatus status: Int) -> Bool {
        guard session.keepsClient, !isFinishing, status != 400, status != 408 else { return false }
        if !session.request.isWhole, let input = session.input, !scanBody(session, input) {
            return false
        }
        return session.request.isWhole
    }

    /// The line of an answer's head that says whether the connection goes on.
    func connectionLine(_ session: Session, keeps: Bool) -> String {
        if !keeps { return "connection: close\r\n" }
        return session.request.isVersion10 ? "connection: keep-alive\r\n" : ""
    }

    /// Answers with a response that is ready; the connection goes on if it may.
    func answer(_ session: Session, status: Int, whole bytes: [UInt8], keeps: Bool = false) {
        if !keeps { session.keepsClient = false }
        leaveQueue(session)
        if let connection = session.connection {
            session.connection = nil
            close(connection)
        }
        leaveServer(session)
        session.phase = .answering
        session.serverDeadline = .max
        session.clientDeadline = deadline(after: session.frontend.settings.timeouts.client)
        session.response.status = status
        session.frontend.counters.countResponse(status)
        session.backend?.counters.countResponse(status)
        let isSent = bytes.withUnsafeBytes { bytes in
            sendPieces(bytes, to: session)
        }
        if session.backend == nil && session.ending.phase != UInt8(ascii: "R") {
            session.server = nil
        }
        logExchange(session)
        if !isSent { return close(session) }
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
        let input = session.input
        var fails = false
        if let input {
            for condition in settings.monitorFailures where holds(condition, session, input) {
                fails = true
            }
        }
        session.ending.set("L", "R")
        guard !fails else { return answer(session, page: 503) }
        let body = Array(
            "<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n".utf8
        )
        let keeps = keepsConnection(session, afterStatus: 200)
        let head =
            "HTTP/1.1 200 OK\r\ncontent-length: \(body.count)\r\ncache-control: no-cache\r\n"
            + "content-type: text/html\r\n\(connectionLine(session, keeps: keeps))\r\n"
        let sent = session.request.method == .head ? [] : body
        answer(session, status: 200, whole: Array(head.utf8) + sent, keeps: keeps)
    }

    /// `stats uri`: true when the request was for the page.
    func answersStats(_ session: Session, _ settings: ProxySettings, _ input: ByteBuffer) -> Bool {
        guard let page = settings.statsPage,
            input.bytes[slice: requestHead.target].starts(with: page.uri.utf8)
        else { return false }
        guard let render = runtime.statsPageRenderer else {
            session.ending.set("L", "R")
            answer(session, page: 503)
            return true
        }
        var authorization: String?
        for index in 0..<requestHead.headerCount
        where input.bytes[slice: requestHead[index].name].isHeaderName("authorization") {
            authorization = text(input.bytes[slice: requestHead[index].value])
        }
        let body = input.bytes.dropFirst(requestHead.byteCount)
        let response = render(
            StatsPageRequest(
                proxy: settings,
                method: text(input.bytes[slice: requestHead.methodText]),
                target: text(input.bytes[slice: requestHead.target]),
                authorization: authorization,
                body: Array(body)
            ),
            runtime
        )
        session.ending.set("L", "R")
        session.answeredBy = .statistics
        let lines = response.headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        let keeps = keepsConnection(session, afterStatus: response.status)
        let head =
            "HTTP/1.1 \(response.status) \(ErrorPages.reason(of: response.status))\r\n\(lines)"
            + "content-length: \(response.body.count)\r\n"
            + "\(connectionLine(session, keeps: keeps))\r\n"
        let sent = session.request.method == .head ? [] : response.body
        answer(session, status: response.status, whole: Array(head.utf8) + sent, keeps: keeps)
        return true
    }

    func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
