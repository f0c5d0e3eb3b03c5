internal import EventLoops
internal import HTTPWire
internal import LinuxSystem

/// How far the request of a stream is.
struct RequestState {
    /// Whether asking twice changes no more than asking once.
    var isIdempotent: Bool { sentMethod != .post && sentMethod != .other }
    /// Whether asking changes nothing.
    var isSafe: Bool { [.get, .head, .options, .trace].contains(sentMethod) }

    /// What the client asked for: it decides whether the client expects a body.
    var method = RequestMethod.other
    /// What the server is asked for: it decides whether the server sends a body.
    var sentMethod = RequestMethod.other
    var framing = BodyFraming.none
    /// Whether a length was declared, be it zero.
    var declaresLength = false
    /// Bytes of the head as it came, at the front of the pipe's buffer.
    var headByteCount = 0
    /// The head as rules have changed it; nil while it stands in the pipe as it came.
    var head: ByteBuffer?
    var pipe = Pipe()
    /// Whether the server takes no more of it.
    var isAbandoned = false
    /// Whether all that was sent is still in the pipe.
    var isReplayable = true
    var isHeadSent = false
    /// Unless `disable-l7-retry` was said.
    var mayRetryAfterSending = true
    var wantsUpgrade = false
    var isVersion10 = false
    /// Whether scheme and authority of the target came by HTTP/2: an HTTP/1 server gets the path alone.
    var isTargetNormalized = false
    var hash: UInt32?
    /// Whether the client has gone before its body was whole, which was waited for.
    var isCut = false
    /// A rule has said `Connection: close`.
    var closesServer = false
    /// The request line as it came, for the log.
    var line: [UInt8] = []

    /// Forgets all, but for the memory of the line.
    mutating func reset() {
        var fresh = RequestState()
        swap(&fresh.line, &line)
        fresh.line.removeAll(keepingCapacity: true)
        self = fresh
    }

    /// Puts it back to before its first byte was sent.
    mutating func rewind() {
        pipe.passed = headByteCount
        isHeadSent = false
        isAbandoned = false
    }
}

/// How far the response of a stream is.
struct ResponseState {
    var status = 0
    var framing = BodyFraming.none
    var passing = BodyPassing.asItIs
    /// The head as rules have changed it, or the proxy's own; nil while it stands as it came.
    var head: ByteBuffer?
    var pipe = Pipe()
    var isHeadDone = false
    /// Whether rules on its bytes are still to pass it, and until when they may wait, in milliseconds
    /// of the loop.
    var awaitsRules = false
    var inspectionEnd = Int64.max
    /// Bytes of the head as it came.
    var headByteCount = 0
    /// Whether the head was taken out of the pipe before it was sent.
    var isHeadTaken = false
    var keepsServer = false
    var byteCount = 0
}

/// What becomes of a response's body on its way to the client.
enum BodyPassing {
    /// It passes in the server's framing.
    case asItIs
    /// It passes to a client that knows no chunks; the connection's end ends it.
    case unchunked
    /// It does not pass: the client expects none.
    case dropped
    /// There is none, although the client expects one: it is told a length of zero.
    case missing
}

/// When the parts of an exchange happened, in milliseconds of the loop; -1 has not happened.
struct ExchangeTiming {
    var wallStart = WallTime(seconds: 0)
    /// The first byte of the request.
    var start: Int64 = 0
    var headDone: Int64 = -1
    var queueDone: Int64 = -1
    var connected: Int64 = -1
    var responseHead: Int64 = -1
}

/// How many streams had come before it, itself among them, when it began to wait; 0 did not wait.
struct QueuePosition {
    var forServer = 0
    var forAny = 0
}

/// What became of the persistence cookie: the third and fourth letter of the log's state.
struct CookieState {
    var fromClient = UInt8(ascii: "N")
    var toClient = UInt8(ascii: "N")
    /// Whether it is taken out of what the server gets.
    var isStripped = false
}

/// How an exchange ended: the first two letters of the log's state.
struct TerminationState {
    var cause = UInt8(ascii: "-")
    var phase = UInt8(ascii: "-")

    var isSet: Bool { cause != UInt8(ascii: "-") }

    /// The first reason counts.
    mutating func set(_ cause: Character, _ phase: Character) {
        guard !isSet else { return }
        self.cause = cause.asciiValue ?? 0x2D
        self.phase = phase.asciiValue ?? 0x2D
    }
}

/// Who answered in a server's place.
enum Answerer: UInt8 {
    /// A server, or nobody.
    case nobody
    /// The statistics page.
    case statistics
    /// The monitor, of which nothing is logged.
    case monitor
}
