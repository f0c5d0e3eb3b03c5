internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// What rules change.
extension Worker: RuleTarget {
    func change(_ change: HeadChange, _ run: inout RuleRun) -> Bool {
        guard let stream = ruled else { return false }
        return run.isResponse
            ? changeResponse(change, stream, &run) : changeRequest(change, stream, &run)
    }

    private func changeRequest(
        _ change: HeadChange,
        _ stream: Stream,
        _ run: inout RuleRun
    ) -> Bool {
        if change.isOfFraming { return true }
        if change.closesConnection { stream.request.closesServer = true }
        guard editRequest(stream, .rule(change)) else { return false }
        if case .method = change { stream.request.sentMethod = stream.requestHead.method }
        if change.isOfHost, !followHost(stream) { return false }
        if let bytes = stream.requestHeadBytes {
            run.context.request = HeadView(stream.requestHead, in: bytes)
        }
        return true
    }

    /// The target of the absolute form names the host too, and has to go on naming the same.
    private func followHost(_ stream: Stream) -> Bool {
        guard let bytes = stream.requestHeadBytes, let host = stream.requestHead.host else {
            return true
        }
        let target = RequestTarget(stream.requestHead.target, in: bytes)
        guard target.form == .absolute else { return true }
        let scheme = bytes[stream.requestHead.target.start..<(target.scheme.end + 3)]
        let path = target.path.map { Array(bytes[slice: $0]) } ?? []
        let whole = Array(scheme) + Array(bytes[slice: host]) + path
        return whole.withUnsafeBytes { editRequest(stream, .rule(.target($0))) }
    }

    private func changeResponse(
        _ change: HeadChange,
        _ stream: Stream,
        _ run: inout RuleRun
    ) -> Bool {
        if change.isOfFraming { return true }
        // An upgrade has no other status.
        if case .status = change, stream.response.framing == .tunnel { return true }
        if change.closesConnection { stream.keepsClient = false }
        guard editResponse(stream, .rule(change)) else { return false }
        if let bytes = stream.responseHeadBytes {
            run.context.response = HeadView(stream.responseHead, in: bytes)
        }
        return true
    }

    func set(_ property: StreamProperty, _ value: Sample, _ run: inout RuleRun) {
        guard let stream = ruled else { return }
        let isSession = run.context.point == .session
        if isSession || run.context.point == .connection {
            return set(property, value, of: stream.client, isSession: isSession)
        }
        switch property {
        case .awaitsProxyHeader: break
        case .mark, .typeOfService:
            set(property, value, of: stream.client.carrier, isSession: false)
        case .retriesAfterSending: stream.request.mayRetryAfterSending = value.isTrue
        case .source: extras(stream).source = value
        case .sourcePort: extras(stream).sourcePort = value.integer
        case .destination: extras(stream).destination = value
        case .destinationPort: extras(stream).destinationPort = value.integer
        case .logLevel: extras(stream).logLevel = value.integer
        case .priorityClass:
            let number = value.integer.clamped(to: StreamPriority.classes)
            extras(stream).priority.priorityClass = Int(number)
        case .priorityOffset:
            let number = value.integer.clamped(to: StreamPriority.offsets)
            extras(stream).priority.offset = Int(number)
        case .serverTimeout:
            extras(stream).serverTimeout = max(1, value.integer)
            stream.serverPatience = max(1, value.integer)
        case .tunnelTimeout: extras(stream).tunnelTimeout = value.integer
        case .clientTimeout: extras(stream).clientTimeout = max(1, value.integer)
        }
    }

    func sendHints(_ lines: [UInt8]) {
        guard let stream = ruled, !stream.request.isVersion10 else { return }
        extras(stream).hints += lines
    }

    /// Sends what rules have gathered for a client to begin with, all in one.
    func flushHints(_ stream: Stream) {
        guard let lines = stream.extras?.hints, !lines.isEmpty else { return }
        stream.extras?.hints = []
        let head = Array("HTTP/1.1 103 Early Hints\r\n".utf8) + lines + Array("\r\n".utf8)
        _ = head.withUnsafeBytes { sendHead($0, to: stream, endsStream: false) }
    }

    func capture(_ text: UnsafeRawBufferPointer, in slot: CaptureSlot, _ run: inout RuleRun) {
        guard let stream = ruled else { return }
        let captures = stream.frontend.settings.captures
        let slots = slot.isResponse ? captures.response : captures.request
        guard slot.index < slots.count else { return }
        extras(stream).capture(text, in: slot, length: slots[slot.index].length)
    }

    /// Keeps the headers of a request that the log tells.
    func captureRequest(_ stream: Stream) {
        guard stream.frontend.hasCaptures else { return }
        let captures = stream.frontend.settings.captures
        let head = context(stream, at: .requestHead).request
        for (index, slot) in captures.request.enumerated() {
            capture(slot, at: index, head, isResponse: false, stream)
        }
        if let cookie = captures.cookie {
            extras(stream).clientCookie = cookieText(cookie, head, .cookie)
        }
    }

    /// Keeps the headers of a response that the log tells.
    func captureResponse(_ stream: Stream) {
        guard stream.frontend.hasCaptures else { return }
        let captures = stream.frontend.settings.captures
        let context = context(stream, at: .responseHead, hasRequest: false, hasResponse: true)
        for (index, slot) in captures.response.enumerated() {
            capture(slot, at: index, context.response, isResponse: true, stream)
        }
        if let cookie = captures.cookie {
            extras(stream).serverCookie = cookieText(cookie, context.response, .setCookie)
        }
    }

    private func capture(
        _ slot: Captures.Slot,
        at index: Int,
        _ head: HeadView?,
        isResponse: Bool,
        _ stream: Stream
    ) {
        guard let name = slot.header, let head else { return }
        for line in 0..<head.lineCount where equalsIgnoringCase(head.name(line), name.utf8) {
            let place = CaptureSlot(index: index, length: slot.length, isResponse: isResponse)
            extras(stream).capture(head.value(line), in: place, length: slot.length)
        }
    }

    private func cookieText(
        _ slot: Captures.Slot,
        _ head: HeadView?,
        _ field: HeaderField
    ) -> [UInt8]? {
        guard let head, let name = slot.header else { return nil }
        for line in 0..<head.lineCount where head.field(line) == field {
            let value = head.value(line)
            var pairs = CookiePairs(value)
            while let pair = pairs.next() {
                if pair.name.starts(with: name.utf8) {
                    return Array(value[slice: pair.extent].prefix(slot.length))
                }
                if field == .setCookie { break }
            }
        }
        return nil
    }
}

extension HeadChange {
    private var line: (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        switch self {
        case .add(let name, let value), .set(let name, let value): (name, value)
        case .remove, .value, .method, .target, .status: nil
        }
    }

    /// Whether it is about how the body ends, which is the proxy's to say and no rule's.
    var isOfFraming: Bool {
        guard let name = line?.name else { return false }
        return equalsIgnoringCase(name, "content-length")
            || equalsIgnoringCase(name, "transfer-encoding")
    }

    /// Whether it asks for the connection's end after the message.
    var closesConnection: Bool {
        guard let line, equalsIgnoringCase(line.name, "connection") else { return false }
        return containsToken(line.value, "close")
    }

    /// Whether it says another host.
    var isOfHost: Bool { line.map { equalsIgnoringCase($0.name, "host") } ?? false }
}

extension Int64 {
    fileprivate func clamped(to range: ClosedRange<Int64>) -> Int64 {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
