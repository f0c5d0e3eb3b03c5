internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// Where a request goes on when what it waits for of its body is here.
struct RequestStage {
    /// Whether it has a backend already.
    var isOnBackend = false
    /// The rule of that proxy that comes next.
    var rule = 0
    /// Whether `http-buffer-request` of that proxy is done.
    var isBuffered = false
}

/// A request that waits for its body.
struct BodyWait {
    var stage: RequestStage
    /// The bytes that are enough; zero is all of it.
    var leastBytes: Int
}

/// What a response's rules wait for.
struct ResponseWait {
    /// The proxy and the rule of it that come next.
    var isOnFrontend = false
    var rule: Int
    var demand: BodyDemand
    /// When it is too late.
    var deadline: Int64
}

/// `wait-for-body` and `http-buffer-request`: messages whose rules go on when their bodies are here.
extension Worker {
    /// Whether as much of a request's body is here as is asked for, or as fits.
    func hasBody(_ stream: Stream, _ demand: BodyDemand) -> Bool {
        hasBody(stream, leastBytes: demand.leastBytes)
    }

    private func hasBody(_ stream: Stream, leastBytes: Int) -> Bool {
        if stream.request.pipe.isWhole || stream.request.isCut { return true }
        guard decodeBody(stream) else { return true }
        let pipe = stream.request.pipe
        if pipe.isWhole { return true }
        let count = pipe.decoded - stream.request.headByteCount
        if leastBytes > 0 && count >= leastBytes { return true }
        return pipe.buffer.map { $0.count == $0.memory.count } ?? false
    }

    /// Whether as much of a response's body is here as is asked for, or as fits.
    func hasResponseBody(_ stream: Stream, _ demand: BodyDemand) -> Bool {
        guard stream.isExchanging else { return true }
        let pipe = stream.response.pipe
        if pipe.isWhole { return true }
        // As long as the head stands before it, nothing of it is decoded.
        guard stream.response.isHeadTaken else { return false }
        if demand.leastBytes > 0 && pipe.readyCount >= demand.leastBytes { return true }
        return pipe.buffer.map { $0.count == $0.memory.count } ?? false
    }

    /// Has a message wait for its body; the rule that comes next is remembered.
    func awaitBody(
        _ stream: Stream,
        _ demand: BodyDemand,
        thenRule rule: Int,
        isRequest: Bool
    ) {
        let deadline = deadline(after: demand.time)
        guard isRequest else {
            let wait = ResponseWait(rule: rule, demand: demand, deadline: deadline)
            extras(stream).responseWait = wait
            return
        }
        let stage = RequestStage(isOnBackend: stream.backend != nil, rule: rule, isBuffered: true)
        begin(BodyWait(stage: stage, leastBytes: demand.leastBytes), of: stream, until: deadline)
    }

    /// `http-buffer-request`: true when the request waits.
    func buffers(_ stream: Stream, _ settings: ProxySettings, then stage: RequestStage) -> Bool {
        if hasBody(stream, leastBytes: 0) { return false }
        var stage = stage
        stage.isBuffered = true
        let time =
            settings.timeouts.httpRequest ?? stream.frontend.settings.timeouts.httpRequest
            ?? stream.frontend.settings.timeouts.client
        begin(BodyWait(stage: stage, leastBytes: 0), of: stream, until: deadline(after: time))
        return true
    }

    private func begin(_ wait: BodyWait, of stream: Stream, until deadline: Int64) {
        stream.phase = .buffering(wait)
        stream.clientDeadline = deadline
        stream.serverDeadline = .max
        arm(stream.client)
    }

    /// Reads more of a body that is waited for; true when the phase has changed or may.
    func bufferFurther(_ stream: Stream, _ wait: BodyWait) -> Bool {
        if hasBody(stream, leastBytes: wait.leastBytes) {
            stream.phase = .receiving
            stream.clientDeadline = .max
            proceed(stream, from: wait.stage)
            return true
        }
        switch receive(stream) {
        case .moved: return true
        case .wouldBlock: return false
        case .ended, .failed:
            stream.request.isCut = true
            return true
        }
    }

    /// A body did not come in time.
    func bufferingTimedOut(_ stream: Stream) {
        stream.ending.set("c", "R")
        stream.frontend.counters[index].add(.requestErrors)
        answer(stream, page: 408)
    }

    /// A client has gone before its body was whole, which was waited for.
    func bodyWasCut(_ stream: Stream) {
        stream.ending.set("C", "R")
        stream.frontend.counters[index].add(.requestErrors)
        countAbort(stream)
        answer(stream, page: 400)
    }

    /// Goes on with the rules of a response that waits for its body, if it is here.
    func awaitResponseBody(
        _ stream: Stream,
        _ connection: ServerConnection,
        _ wait: ResponseWait
    ) -> ReadOutcome {
        guard decodeResponse(stream, connection) else {
            return responseFailed(stream, connection, isJunk: true)
        }
        if hasResponseBody(stream, wait.demand) { return finishHead(stream, connection) }
        let outcome = receiveResponse(stream, connection)
        if stream.isExchanging { stream.serverDeadline = wait.deadline }
        return outcome
    }

    /// Takes a response's head out of its pipe, so that the body behind it can be looked at.
    func takeResponseHead(_ stream: Stream) {
        guard let input = stream.response.pipe.buffer, !stream.response.isHeadTaken else { return }
        let count = stream.responseHead.byteCount
        if stream.response.head == nil {
            let copy = buffers.take()
            _ = copy.append(UnsafeRawBufferPointer(rebasing: input.bytes[..<count]))
            stream.response.head = copy
        }
        input.consume(stream.response.headByteCount)
        stream.response.isHeadTaken = true
    }
}
