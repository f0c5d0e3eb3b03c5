internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// The proxy's own answers, and the end of a connection after them.
extension Worker {
    /// Answers with the page of a status, or with what the configuration has in its place.
    func answer(_ stream: Stream, page status: Int) {
        if stream.isTCP { return refuseTCP(stream) }
        switch errorAnswer(stream, status) {
        case nil: answer(stream, OwnAnswer(page: status))
        case .file(let file): answer(stream, file: file, status)
        case .made(let response):
            let context = context(stream, at: .requestHead, hasRequest: stream.hasRequest)
            var run = RuleRun(context: context, target: self, isResponse: false)
            switch response.body {
            case .page: answer(stream, OwnAnswer(page: status))
            default: answer(stream, with: response, &run)
            }
        }
    }

    private func errorAnswer(_ stream: Stream, _ status: Int) -> ErrorAnswer? {
        if let own = stream.backend?.settings.errorAnswers[status] { return own }
        return stream.frontend.settings.errorAnswers[status]
    }

    /// Answers with a ready response; an empty one ends the connection without a word.
    func answer(_ stream: Stream, file: ErrorFile, _ status: Int) {
        guard file.response.isEmpty else {
            return answer(stream, OwnAnswer(file: file.response) ?? OwnAnswer(page: status))
        }
        leaveQueue(stream)
        dropConnection(stream)
        leaveServer(stream)
        stream.response.status = status
        countResponse(stream, status)
        if stream.backend == nil { stream.assignment = .none }
        logExchange(stream)
        abandon(stream)
    }

    /// Whether the client's connection goes on after an answer of our own: all of the request must
    /// have arrived, and the client must have made a request that can be told from the next one.
    private func keepsConnection(_ stream: Stream, afterStatus status: Int) -> Bool {
        guard stream.keepsClient, !isFinishing, status != 400, status != 408 else { return false }
        return decodeBody(stream) && stream.request.pipe.isWhole
    }

    /// Answers with a response of our own; the connection goes on if it may.
    func answer(_ stream: Stream, _ own: OwnAnswer) {
        stream.keepsClient = keepsConnection(stream, afterStatus: own.status)
        leaveQueue(stream)
        dropConnection(stream)
        leaveServer(stream)
        stream.phase = .answering(rest: [])
        stream.serverDeadline = .max
        stream.clientDeadline = clientDeadline(of: stream)
        let answer = finished(own, for: stream)
        countResponse(stream, stream.response.status)
        let isSent = begin(answer, to: stream)
        if stream.backend == nil && stream.ending.phase != UInt8(ascii: "R") {
            stream.assignment = .none
        }
        logExchange(stream)
        if !isSent { abandon(stream) }
    }

    /// The bytes of a response of our own, after the rules for every answer have seen it.
    private func finished(
        _ own: OwnAnswer,
        for stream: Stream
    ) -> (head: [UInt8], body: [UInt8]) {
        if let old = stream.response.head { buffers.give(old) }
        let buffer = buffers.take()
        let head = own.head
        _ = head.withUnsafeBytes { buffer.append($0) }
        stream.response.head = buffer
        stream.response.framing =
            own.body.isEmpty ? .none : own.hasLength ? .length(UInt64(own.body.count)) : .untilClose
        if !own.hasLength { stream.keepsClient = false }
        stream.response.status = own.status
        guard HeadParser.parseOwnResponse(buffer.bytes, into: stream.responseHead) == .complete
        else {
            stream.keepsClient = false
            return (head, own.body)
        }
        // A request that is none has no rules.
        if stream.hasRequest { runAfterResponseRules(stream) }
        stream.response.status = stream.responseHead.status
        stream.response.passing = passing(for: stream, status: stream.responseHead.status)
        let body = stream.response.passing == .dropped ? [] : own.body
        var writer = HeadWriter(scratch)
        writeResponseHead(stream, stream.responseHeadBytes ?? buffer.bytes, &writer)
        if writer.hasOverflowed {
            stream.keepsClient = false
            return (head, body)
        }
        return (Array(writer.bytes), body)
    }

    /// Sends an answer that fits in a buffer, or the head of a longer one; false when the client is gone.
    ///
    /// The body of a longer one is not copied: it may be the same for many.
    private func begin(_ answer: (head: [UInt8], body: [UInt8]), to stream: Stream) -> Bool {
        if let lane = stream.client.lane { return begin(answer, to: stream, lane) }
        stream.client.framing.outgoing = BodyEncoder()
        guard stream.client.output == nil else {
            stream.phase = .answering(rest: (answer.head + answer.body)[...])
            return true
        }
        let isLong = answer.head.count + answer.body.count > buffers.bufferSize
        if isLong { stream.phase = .answering(rest: answer.body[...]) }
        let first = isLong ? answer.head : answer.head + answer.body
        let isSent = first.withUnsafeBytes { send($0, to: stream) }
        // The line of the log tells of all that is going to be sent.
        if isLong { stream.response.byteCount += answer.body.count }
        return isSent
    }

    /// Sends bytes of a head, or of an answer, to the client; false when it is gone.
    func send(_ bytes: UnsafeRawBufferPointer, to stream: Stream) -> Bool {
        countOut(stream, bytes.count)
        return send(bytes, on: stream.client)
    }

    /// Sends the bytes of a head to the client; false when it is gone.
    func sendHead(_ bytes: UnsafeRawBufferPointer, to stream: Stream, endsStream: Bool) -> Bool {
        guard let lane = stream.client.lane else { return send(bytes, to: stream) }
        countOut(stream, bytes.count)
        return sendHead(bytes, on: stream.client, lane, endsStream: endsStream)
    }

    /// Sends the head of an answer as a block; the body follows in frames.
    private func begin(
        _ answer: (head: [UInt8], body: [UInt8]),
        to stream: Stream,
        _ lane: Lane
    ) -> Bool {
        stream.client.framing.outgoing = BodyEncoder(isFramed: true)
        stream.phase = .answering(rest: answer.body[...])
        stream.response.byteCount += answer.body.count
        lane.multiplexer.makeReady(stream.client, lane)
        return answer.head.withUnsafeBytes {
            sendHead($0, to: stream, endsStream: answer.body.isEmpty)
        }
    }

    /// Goes on sending an answer, for one turn; true when the phase has changed.
    func answerFurther(_ stream: Stream) -> Bool {
        while true {
            switch flush(stream.client) {
            case .moved: break
            case .wouldBlock:
                waitForClient(stream)
                return false
            case .ended, .failed:
                abandon(stream)
                return false
            }
            guard case .answering(let rest) = stream.phase, !rest.isEmpty else { break }
            if let lane = stream.client.lane {
                switch sendRest(rest, of: stream, lane) {
                case .moved: continue
                case .wouldBlock:
                    waitForClient(stream)
                case .ended, .failed:
                    close(stream.client)
                }
                return false
            }
            if turnBudget <= 0 {
                goOnLater(stream.client)
                return false
            }
            let piece = rest.prefix(buffers.bufferSize)
            turnBudget -= piece.count
            stream.phase = .answering(rest: rest.dropFirst(piece.count))
            guard piece.withUnsafeBytes({ send($0, to: stream) }) else {
                abandon(stream)
                return false
            }
        }
        conclude(stream)
        return true
    }

    /// `monitor-uri`.
    func answerMonitor(_ stream: Stream, _ settings: ProxySettings) {
        let fails = settings.monitorFailures.contains { holds($0, stream) }
        stream.ending.set("L", "R")
        stream.answeredBy = .monitor
        countIntercepted(stream)
        guard !fails else { return answer(stream, page: 503) }
        var own = OwnAnswer(
            status: 200,
            body: Array("<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n".utf8)
        )
        own.add("cache-control", "no-cache".utf8)
        own.add("content-type", "text/html".utf8)
        answer(stream, own)
    }

    func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
