internal import EventLoops
internal import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// `tcp-request content` and `tcp-response content`: rules that may wait until enough has come.
extension Worker {
    /// What rules on bytes have come to.
    enum Inspection {
        /// The stream goes on.
        case passes
        /// More has to come, or the time to be over.
        case waits
        /// The stream has ended, or its connection is another's by now.
        case ended
    }

    /// Runs rules on what has come so far; `isFinal` when nothing is waited for any more.
    func inspect(
        _ rules: [TrafficRule],
        _ stream: Stream,
        at point: SamplePoint,
        isFinal: Bool
    ) -> Inspection {
        let isResponse = point.looksAtResponse
        var context = context(stream, at: point, hasRequest: !isResponse)
        context.bytes = messageBytes(stream, isResponse: isResponse)
        context.awaitsMore = !isFinal
        if isResponse {
            if !stream.isTCP { findResponse(stream, &context) }
        } else if stream.isTCP {
            findRequest(stream, &context)
        }
        var run = RuleRun(context: context, target: self, isResponse: isResponse)
        let mark = run.context.arena.mark
        for rule in rules {
            run.context.arena.release(to: mark)
            if let condition = rule.condition {
                switch condition.verdict(&run.context) {
                case .fails: continue
                case .unknown: return .waits
                case .passes: break
                }
            }
            switch rule.action.run(&run) {
            case .next: continue
            case .stop:
                noteLast(rule, stream)
                return .passes
            case .switchToHTTP(let version):
                noteLast(rule, stream)
                guard stream.isTCP else { return .passes }
                speakHTTP(stream, version)
                return .ended
            case .closeServer:
                noteLast(rule, stream)
                closeServer(stream)
                return .passes
            case let outcome:
                noteLast(rule, stream)
                reject(stream, outcome, isResponse: isResponse)
                return .ended
            }
        }
        return .passes
    }

    /// What has come of a message.
    func messageBytes(_ stream: Stream, isResponse: Bool) -> MessageBytes {
        let pipe = isResponse ? stream.response.pipe : stream.request.pipe
        let bytes = pipe.buffer?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)
        return MessageBytes(bytes, isRaw: stream.isTCP, limit: buffers.bufferSize)
    }

    /// Looks for a request of HTTP at the beginning of what came on a connection of mode tcp.
    private func findRequest(_ stream: Stream, _ context: inout SampleContext) {
        guard let bytes = context.bytes?.bytes, !bytes.isEmpty else {
            context.headMayCome = true
            return
        }
        switch HeadParser.parseRequest(bytes, into: stream.requestHead) {
        case .complete: context.request = HeadView(stream.requestHead, in: bytes)
        case .incomplete: context.headMayCome = true
        case .invalid: context.headMayCome = ConnectionPreface.match(bytes) == .part
        }
    }

    /// Looks for the head of a response.
    private func findResponse(_ stream: Stream, _ context: inout SampleContext) {
        guard let bytes = context.bytes?.bytes, !bytes.isEmpty else {
            context.headMayCome = true
            return
        }
        switch HeadParser.parseResponse(bytes, into: stream.responseHead) {
        case .complete:
            context.response = HeadView(stream.responseHead, in: bytes)
            if isWhole(stream, bytes.count) { context.awaitsMore = false }
        case .incomplete: context.headMayCome = true
        case .invalid: break
        }
    }

    /// Whether nothing of a response follows, so that nothing is waited for.
    private func isWhole(_ stream: Stream, _ count: Int) -> Bool {
        switch stream.responseHead.responseFraming(to: stream.request.sentMethod) {
        case .none: true
        case .length(let length): UInt64(count - stream.responseHead.byteCount) >= length
        default: false
        }
    }

    /// `close`: the server's connection ends at once; what it said before passes.
    private func closeServer(_ stream: Stream) {
        guard let connection = stream.connection else { return }
        try? connection.transport.socket.setOption(.lingerReset, 1)
        connection.transport.socket.shutdownWriting()
        connection.transport.hasEnded = true
        connection.hasFinishedSending = true
    }

    /// Ends a stream without an answer.
    private func reject(_ stream: Stream, _ outcome: RuleOutcome, isResponse: Bool) {
        if case .failed = outcome {
            stream.ending.set("I", isResponse ? "H" : "R")
        } else {
            stream.ending.set("P", isResponse ? "D" : "R")
            countContentDenial(stream, isResponse: isResponse)
        }
        if !isResponse && stream.backend == nil {
            // For the log nothing was taken on.
            stream.timing.headDone = -1
            stream.request.line.removeAll(keepingCapacity: true)
        }
        logExchange(stream)
        if case .drop(let limit) = outcome { hide(from: stream.client, timeToLive: limit) }
        abandon(stream)
    }

    private func countContentDenial(_ stream: Stream, isResponse: Bool) {
        guard isResponse else {
            return stream.frontend.counters[index].add(.deniedRequests)
        }
        stream.server?.counters[index].add(.deniedResponses)
        stream.backend?.counters[index].add(.deniedResponses)
        stream.frontend.counters[index].add(.deniedResponses)
    }
}
