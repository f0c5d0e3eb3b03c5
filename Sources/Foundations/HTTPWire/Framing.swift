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
///
/// Of servers, the same length said twice is taken, and a length beside chunks is dropped, as RFC
/// 9112 lets a receiver repair them; of clients, both are refused.
enum Framing {
    static func note(
        _ line: HeaderLine,
        value: UnsafeRawBufferPointer,
        in head: MessageHead
    ) -> HeadParseResult {
        switch line.field {
        case .contentLength:
            return noteLength(value, in: head)
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
            if containsToken(value, "h2c") { head.intent.insert(.upgradesToHTTP2) }
        default:
            break
        }
        return .complete
    }

    private static func noteLength(
        _ value: UnsafeRawBufferPointer,
        in head: MessageHead
    ) -> HeadParseResult {
        let isResponse = head.status > 0
        if !isResponse {
            guard head.contentLength == nil else { return .invalid(.contentLength) }
            head.contentLength = decimal(value)
            return head.contentLength == nil ? .invalid(.contentLength) : .complete
        }
        var items = ListItems(value)
        while let item = items.next() {
            guard let length = decimal(item), head.contentLength ?? length == length else {
                return .invalid(.contentLength)
            }
            head.contentLength = length
        }
        return .complete
    }

    /// Judges the lengths of a whole head.
    static func check(_ head: MessageHead) -> HeadParseResult {
        guard head.isChunked else { return .complete }
        // HTTP/1.0 knows no chunks: a reader that ignores the header finds another end.
        if head.minorVersion == 0 { return .invalid(.transferEncoding) }
        guard head.contentLength != nil else { return .complete }
        if head.status == 0 { return .invalid(.twoFramings) }
        head.contentLength = nil
        head.hasTwoFramings = true
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
