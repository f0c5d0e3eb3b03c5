/// How the end of a message's body is found.
public enum BodyFraming: Equatable, Sendable {
    /// There is no body.
    case none
    /// That many bytes.
    case length(UInt64)
    /// Chunks until one of size zero and its trailers.
    case chunked
    /// Until the connection closes (responses only).
    case untilClose
    /// No message any more: bytes pass both ways.
    case tunnel
}

extension MessageHead {
    /// How the body of this request ends.
    public var requestFraming: BodyFraming {
        if isChunked { return .chunked }
        guard let contentLength, contentLength > 0 else { return .none }
        return .length(contentLength)
    }

    /// How the body of this response to a request of that method ends.
    public func responseFraming(to method: RequestMethod) -> BodyFraming {
        if status == 101 || (method == .connect && status / 100 == 2) { return .tunnel }
        if method == .head || status / 100 == 1 || status == 204 || status == 304 { return .none }
        if isChunked { return .chunked }
        guard let contentLength else { return .untilClose }
        return contentLength == 0 ? .none : .length(contentLength)
    }
}

/// Collects what a head says about its body and its connection, and refuses what two readers
/// could read differently.
enum Framing {
    static func note(
        _ line: HeaderLine,
        value: UnsafeRawBufferPointer,
        in head: MessageHead
    ) -> HeadParseResult {
        switch line.field {
        case .contentLength:
            guard head.contentLength == nil, let length = decimal(value) else {
                return .invalid(.contentLength)
            }
            head.contentLength = length
        case .transferEncoding:
            guard !head.isChunked, equalsIgnoringCase(value, "chunked") else {
                return .invalid(.transferEncoding)
            }
            head.isChunked = true
        case .host:
            guard head.host == nil else { return .invalid(.host) }
            head.host = line.value
        case .connection:
            noteConnection(value, in: head)
        case .upgrade:
            head.intent.insert(.hasUpgradeHeader)
            if containsToken(value, "websocket") { head.intent.insert(.webSocket) }
        case .expect:
            if equalsIgnoringCase(value, "100-continue") { head.intent.insert(.expectsContinue) }
        default:
            break
        }
        return .complete
    }

    static func check(_ head: MessageHead, isRequest: Bool) -> HeadParseResult {
        guard head.isChunked else { return .complete }
        if head.contentLength != nil { return .invalid(.twoFramings) }
        // HTTP/1.0 knows no chunks: a reader that ignores the header finds another end.
        if head.minorVersion == 0 { return .invalid(.transferEncoding) }
        return .complete
    }

    private static func noteConnection(_ value: UnsafeRawBufferPointer, in head: MessageHead) {
        var tokens = TokenList(value)
        while let token = tokens.next() {
            if equalsIgnoringCase(token, "close") {
                head.intent.insert(.close)
            } else if equalsIgnoringCase(token, "keep-alive") {
                head.intent.insert(.keepAlive)
            } else if equalsIgnoringCase(token, "upgrade") {
                head.intent.insert(.upgrade)
            } else {
                head.intent.insert(.namesHeaders)
            }
        }
    }

    /// A number of decimal digits only; nil when it is none or does not fit.
    static func decimal(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
        var value: UInt64 = 0
        for byte in bytes {
            let digit = byte &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + UInt64(digit)
        }
        return value
    }
}

/// The items of a header value that commas separate, blanks around them cut off.
public struct TokenList {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// Walks over a value.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next item that is not empty.
    public mutating func next() -> UnsafeRawBufferPointer? {
        while position < bytes.count {
            var start = position
            while position < bytes.count, bytes[position] != 0x2C { position += 1 }
            var end = position
            position += 1
            while start < end, isBlank(bytes[start]) { start += 1 }
            while end > start, isBlank(bytes[end - 1]) { end -= 1 }
            if end > start { return UnsafeRawBufferPointer(rebasing: bytes[start..<end]) }
        }
        return nil
    }
}

/// Whether a comma-separated value names that lower-case item.
public func containsToken(_ value: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
    var tokens = TokenList(value)
    while let token = tokens.next() {
        if equalsIgnoringCase(token, lower) { return true }
    }
    return false
}
