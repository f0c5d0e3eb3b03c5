/// What parsing a head came to.
public enum HeadParseResult: Equatable, Sendable {
    /// The head is whole; its size is in the `MessageHead`.
    case complete
    /// The empty line has not come yet.
    case incomplete
    /// It is no HTTP/1 head, or one that could be read in two ways.
    case invalid(MessageFault)
}

/// Why a message is refused.
public enum MessageFault: UInt8, Error, Sendable {
    /// The first line is not `METHOD TARGET HTTP/1.x` or `HTTP/1.x STATUS REASON`.
    case startLine
    /// A version that is not 1.0 or 1.1.
    case version
    /// A header name with other characters than a token's, or a blank before the colon.
    case headerName
    /// A control character or a bare CR in a header value.
    case headerValue
    /// A header line continued on the next one.
    case foldedLine
    /// More header lines than allowed.
    case tooManyHeaders
    /// A length that is no number, or more than one length.
    case contentLength
    /// A transfer encoding other than one `chunked`, or in HTTP/1.0.
    case transferEncoding
    /// Both a length and a transfer encoding.
    case twoFramings
    /// More than one `Host`, or another one than the target names.
    case host
    /// A target of none of the four forms, or with a fragment.
    case target
    /// A chunk's size line or end is malformed.
    case chunk
    /// A trailer line is malformed.
    case trailer
    /// The head is larger than allowed (clients of the convenience reader).
    case tooLarge
}

/// Parses HTTP/1 heads in place, without allocating.
///
/// Strict where two readers could disagree: no folded lines, no bare CR, no blank before a colon,
/// one length. Lines may end in a bare LF, because the head is written anew for the next hop.
public enum HeadParser {
    /// Parses a request head at the start of `bytes`; empty lines before it are skipped.
    public static func parseRequest(
        _ bytes: UnsafeRawBufferPointer,
        into head: MessageHead
    ) -> HeadParseResult {
        let result = parseEditedRequest(bytes, into: head)
        guard result == .complete else { return result }
        return RequestTarget.check(head, RequestTarget(head.target, in: bytes), in: bytes)
    }

    /// Parses a request head that was changed on the way: its target is not judged any more.
    public static func parseEditedRequest(
        _ bytes: UnsafeRawBufferPointer,
        into head: MessageHead
    ) -> HeadParseResult {
        head.reset()
        var scanner = HeadScanner(bytes: bytes)
        scanner.skipEmptyLines()
        switch scanner.requestLine(head) {
        case .complete: break
        case let other: return other
        }
        head.path = RequestTarget(head.target, in: bytes).path
        let result = scanner.headerLines(head)
        guard result == .complete else { return result }
        return Framing.check(head)
    }

    /// Parses a response head at the start of `bytes`.
    public static func parseResponse(
        _ bytes: UnsafeRawBufferPointer,
        into head: MessageHead
    ) -> HeadParseResult {
        parseResponse(bytes, into: head, keepsBlanks: false)
    }

    /// Parses a response head that this program has made: blanks around a value, but for one after the colon,
    /// were put there.
    public static func parseOwnResponse(
        _ bytes: UnsafeRawBufferPointer,
        into head: MessageHead
    ) -> HeadParseResult {
        parseResponse(bytes, into: head, keepsBlanks: true)
    }

    private static func parseResponse(
        _ bytes: UnsafeRawBufferPointer,
        into head: MessageHead,
        keepsBlanks: Bool
    ) -> HeadParseResult {
        head.reset()
        var scanner = HeadScanner(bytes: bytes, keepsBlanks: keepsBlanks)
        switch scanner.statusLine(head) {
        case .complete: break
        case let other: return other
        }
        let result = scanner.headerLines(head)
        guard result == .complete else { return result }
        return Framing.check(head)
    }

    /// Puts blanks in place of the line ends before continued header lines; false when there are
    /// none.
    ///
    /// Servers still fold lines, and a proxy may join them [RFC 9112 5.2]; clients may not fold.
    public static func unfold(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
        var lineStart = 0
        var number = 0
        var hasFound = false
        while let end = bytes[lineStart...].firstIndex(of: 0x0A), end + 1 < bytes.count {
            let isEmpty = end == lineStart || end == lineStart + 1 && bytes[lineStart] == 0x0D
            if isEmpty { break }
            if number > 0 && isBlank(bytes[end + 1]) {
                if end > 0, bytes[end - 1] == 0x0D { bytes[end - 1] = 0x20 }
                bytes[end] = 0x20
                hasFound = true
            } else {
                number += 1
            }
            lineStart = end + 1
        }
        return hasFound
    }
}
