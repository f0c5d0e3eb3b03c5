/// A run of bytes inside the buffer that a head was parsed in.
public struct HeadSlice: Equatable, Sendable {
    /// The first byte, from the start of the buffer.
    public var start: Int
    /// How many bytes.
    public var count: Int

    /// Names a run of bytes.
    @inlinable
    public init(start: Int = 0, count: Int = 0) {
        self.start = start
        self.count = count
    }

    /// The byte after the last one.
    @inlinable public var end: Int { start + count }
}

/// One header line of a parsed head: where name and value are, and which of the names that matter
/// to a proxy it is.
public struct HeaderLine: Sendable {
    /// The name's bytes.
    public var name: HeadSlice
    /// The value's bytes, without the blanks around it.
    public var value: HeadSlice
    /// What the name means to a proxy.
    public var field: HeaderField

    @usableFromInline
    init() {
        name = HeadSlice()
        value = HeadSlice()
        field = .other
    }
}

/// The method of a request, as far as the protocol treats methods differently.
public enum RequestMethod: UInt8, Sendable {
    /// GET.
    case get
    /// HEAD: the response has no body.
    case head
    /// POST.
    case post
    /// PUT.
    case put
    /// DELETE.
    case delete
    /// OPTIONS.
    case options
    /// TRACE.
    case trace
    /// CONNECT: a success is followed by a tunnel.
    case connect
    /// Any other.
    case other

    /// Recognises a method, which is written in capitals.
    static func recognise(_ text: UnsafeRawBufferPointer) -> RequestMethod {
        switch text.count {
        case 3:
            text.elementsEqual("GET".utf8) ? .get : text.elementsEqual("PUT".utf8) ? .put : .other
        case 4:
            text.elementsEqual("POST".utf8)
                ? .post : text.elementsEqual("HEAD".utf8) ? .head : .other
        case 5: text.elementsEqual("TRACE".utf8) ? .trace : .other
        case 6: text.elementsEqual("DELETE".utf8) ? .delete : .other
        case 7:
            text.elementsEqual("OPTIONS".utf8)
                ? .options : text.elementsEqual("CONNECT".utf8) ? .connect : .other
        default: .other
        }
    }
}

/// What the `Connection` and `Upgrade` headers of a head ask for.
public struct ConnectionIntent: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Wraps bits.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// `Connection: close`.
    public static let close = ConnectionIntent(rawValue: 1)
    /// `Connection: keep-alive`.
    public static let keepAlive = ConnectionIntent(rawValue: 2)
    /// `Connection: upgrade`.
    public static let upgrade = ConnectionIntent(rawValue: 4)
    /// An `Upgrade:` header is there.
    public static let hasUpgradeHeader = ConnectionIntent(rawValue: 8)
    /// `Upgrade:` names HTTP/2.
    public static let upgradesToHTTP2 = ConnectionIntent(rawValue: 16)
}

/// A request or response head that was parsed in place: offsets into the buffer, no bytes of its
/// own.
///
/// A class with a table that is allocated once and used again for every message of a thread.
public final class MessageHead {
    /// The most header lines a head may have, as HAProxy's `tune.http.maxhdr`.
    public static let maximumHeaderCount = 101

    /// How many bytes the head takes, the empty line included.
    public internal(set) var byteCount = 0
    /// The method's bytes (requests).
    public internal(set) var methodText = HeadSlice()
    /// The method (requests).
    public internal(set) var method = RequestMethod.other
    /// The request target's bytes (requests).
    public internal(set) var target = HeadSlice()
    /// Path and query within the target (requests); nil when it has none, as `*`.
    public internal(set) var path: HeadSlice?
    /// Whether the target was put together of what a request of HTTP/2 tells: an HTTP/1 server gets the path alone.
    public internal(set) var isTargetNormalized = false
    /// The status code (responses).
    public internal(set) var status = 0
    /// The reason phrase's bytes (responses).
    public internal(set) var reason = HeadSlice()
    /// The minor version: 1 for HTTP/1.1.
    public internal(set) var minorVersion: UInt8 = 1
    /// How many header lines there are.
    public internal(set) var headerCount = 0
    /// The declared body length; nil without `Content-Length`.
    public internal(set) var contentLength: UInt64?
    /// Whether `Transfer-Encoding: chunked` is there.
    public internal(set) var isChunked = false
    /// Whether a response declares both a length, which does not count then, and chunks.
    public internal(set) var hasTwoFramings = false
    /// What the connection headers ask for.
    public internal(set) var intent: ConnectionIntent = []
    /// The value of the `Host` header; nil without one.
    public internal(set) var host: HeadSlice?

    /// Whether a change has touched what the lines say of body, connection or host.
    var isUnsettled = false

    private let lines: UnsafeMutablePointer<HeaderLine>

    /// Makes an empty head with room for the most header lines.
    public init() {
        lines = .allocate(capacity: MessageHead.maximumHeaderCount)
        lines.initialize(repeating: HeaderLine(), count: MessageHead.maximumHeaderCount)
    }

    deinit {
        lines.deallocate()
    }

    /// A header line, by its place from zero.
    public subscript(index: Int) -> HeaderLine {
        precondition(index >= 0 && index < headerCount)
        return lines[index]
    }

    /// Whether the connection goes on after this message, as far as this side says.
    public var keepsAlive: Bool {
        minorVersion >= 1 ? !intent.contains(.close) : intent.contains(.keepAlive)
    }

    /// Changes a line where it stands.
    func changeLine(_ index: Int, _ change: (inout HeaderLine) -> Void) {
        precondition(index >= 0 && index < headerCount)
        change(&lines[index])
    }

    func reset() {
        isUnsettled = false
        byteCount = 0
        headerCount = 0
        contentLength = nil
        isChunked = false
        hasTwoFramings = false
        path = nil
        isTargetNormalized = false
        target = HeadSlice()
        intent = []
        host = nil
        minorVersion = 1
        method = .other
        status = 0
        reason = HeadSlice()
    }

    /// Takes one more line; false when the table is full.
    func append(_ line: HeaderLine) -> Bool {
        guard headerCount < MessageHead.maximumHeaderCount else { return false }
        lines[headerCount] = line
        headerCount += 1
        return true
    }
}
