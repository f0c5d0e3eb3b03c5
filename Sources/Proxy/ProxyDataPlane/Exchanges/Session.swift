internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyProtocol

/// One client connection with the exchange that runs on it.
///
/// Only data: the worker that owns it does what happens. It is used by one thread.
final class Session {
    /// Where the session stands.
    enum Phase: UInt8 {
        /// TLS is being agreed on.
        case handshake
        /// The head of a request is awaited.
        case awaitingRequest
        /// A server with room is awaited.
        case queued
        /// A connection to the server is being made.
        case connecting
        /// A failed attempt is followed by another one after a second.
        case pausing
        /// Request and response pass.
        case exchanging
        /// Bytes pass both ways.
        case tunneling
        /// The statistics page is being rendered by another thread.
        case rendering
        /// The proxy's own answer is being sent.
        case answering
        /// The answer has passed, and the rest of the request is thrown away before the next one.
        case draining
        /// The last bytes of the client are thrown away, so that it can read the answer.
        case lingering
        /// Gone.
        case closed
    }

    var client: Transport
    let slot: Int
    let token: SlotToken
    let listener: ListenerEntry
    /// Where the client is: the socket's other end, or what the PROXY protocol has said.
    var peer: SocketAddress
    /// Where the PROXY protocol has said that the client was going.
    var toldDestination: SocketAddress?
    /// What the PROXY protocol has said beyond addresses.
    var proxyAttributes = ProxyAttributes()
    /// Whether a header of the PROXY protocol has to come before everything else.
    var awaitsProxyHeader = false
    /// The frontend that it counts for, as long as it lasts.
    let admission: FrontendRuntime
    var peerText: [UInt8]
    var phase = Phase.awaitingRequest
    var frontend: FrontendRuntime
    var backend: BackendRuntime?
    var server: ServerRuntime?
    var connection: ServerConnection?
    /// The connection that its last exchange has left in the pool, if it is still there.
    var ownConnection: SlotToken?
    /// Whether a server has bound its authentication to that connection.
    var isAuthenticatedByConnection = false

    /// Bytes from the client that were not consumed yet, starting with the request's head.
    var input: ByteBuffer?
    /// Bytes for the client that it did not take yet.
    var output: ByteBuffer?

    var request = RequestState()
    var response = ResponseState()
    var timing = ExchangeTiming()
    var cookie = CookieState()
    /// Its places in the queues, as the log tells them.
    var queuePosition = QueuePosition()
    var ending = TerminationState()
    var isFirstRequest = true
    var keepsClient = true
    /// What tells its wait in a queue from any other; zero when it waits for nothing.
    var ticket: UInt64 = 0
    /// Whether a cookie has led it to its server.
    var isBound = false
    /// The server that it left for another attempt.
    var failedServer: ServerRuntime?
    /// Whether it has a place on the server, and whether an attempt to reach the server runs.
    var isCountedOnServer = false
    var isAttempting = false
    /// Whether it counts in the backend's load.
    var isCountedOnBackend = false
    var attempts = 0
    var isRedispatched = false
    var acceptedAt: Int64 = 0
    /// The deadlines of the two sides in milliseconds of the loop.
    var clientDeadline = Int64.max
    var serverDeadline = Int64.max
    /// The deadlines of a tunnel's four ways, of which these two are the earliest.
    var tunnelTimes = TunnelTimes()
    /// How long the server of the exchange may be silent, in milliseconds; `max` is for ever.
    var serverPatience = Int64.max
    /// The earliest time at which a timer for this session is in the queue.
    var armedAt = Int64.max
    /// Whether it has used up its turn and is in the worker's list of those that go on.
    var isUnfinished = false
    /// The rest of an answer of our own that is larger than a buffer.
    var longAnswer: ArraySlice<UInt8> = []
    /// The statistics page that is being rendered for it.
    var pageOrder: PageOrder?
    /// Who answered when no server did.
    var answeredBy = Answerer.nobody
    /// Whether an exchange runs.
    var hasStream = false

    /// Where the client went to.
    var destination: SocketAddress? { toldDestination ?? client.socket.localAddress() }

    /// Whether the client has been answered and has not asked again.
    var isIdle: Bool { phase == .awaitingRequest && !isFirstRequest && input == nil }

    /// Whether no byte ever came from the client.
    var hasSaidNothing: Bool {
        isFirstRequest && !hasStream && (input.map(\.isEmpty) ?? true)
    }

    init(
        client: Transport,
        slot: Int,
        token: SlotToken,
        listener: ListenerEntry,
        peer: SocketAddress
    ) {
        self.client = client
        self.slot = slot
        self.token = token
        self.listener = listener
        self.peer = peer
        admission = listener.frontend
        frontend = listener.frontend
        peerText = Array(peer.host.utf8)
    }

    /// The request's head as it is now: as rules have left it, or as it came.
    var requestHeadBytes: UnsafeRawBufferPointer? {
        request.head?.bytes ?? (request.isReplayable ? input?.bytes : nil)
    }

    /// The response's head as it is now: as rules have left it, or as the server sent it.
    var responseHeadBytes: UnsafeRawBufferPointer? {
        response.head?.bytes ?? connection?.input?.bytes
    }
}

/// How far the request of the running exchange is.
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
    var chunks = ChunkScanner()
    /// Whether a length was declared, be it zero.
    var declaresLength = false
    var headByteCount = 0
    /// The head as rules have changed it; nil while it stands in `input` as it came.
    var head: ByteBuffer?
    /// Bytes of the body's framing that are still to come, with a length.
    var remaining: UInt64 = 0
    /// Bytes of `input` that belong to this request, as far as they were looked at.
    var scanned = 0
    /// Bytes of `input` that were sent to the server.
    var sent = 0
    var isWhole = false
    /// Whether the server takes no more of it.
    var isAbandoned = false
    /// Whether all that was sent is still in `input`.
    var isReplayable = true
    var isHeadSent = false
    /// Unless `disable-l7-retry` was said.
    var mayRetryAfterSending = true
    var wantsUpgrade = false
    var isVersion10 = false
    var hash: UInt32?
    /// A rule has said `Connection: close`.
    var closesServer = false
    /// The request line as it came, for the log.
    var line: [UInt8] = []
}

/// How far the response of the running exchange is.
struct ResponseState {
    var status = 0
    var framing = BodyFraming.none
    var passing = BodyPassing.asItIs
    /// The head as rules have changed it, or the proxy's own; nil while it stands as it came.
    var head: ByteBuffer?
    var chunks = ChunkScanner(acceptsBlanks: true)
    var remaining: UInt64 = 0
    /// Bytes of the connection's `input` that belong to this response and may be sent.
    var scanned = 0
    var isHeadDone = false
    var isWhole = false
    var keepsServer = false
    var byteCount = 0
}

/// What becomes of a response's body on its way to the client.
enum BodyPassing {
    /// It passes in the server's framing.
    case asItIs
    /// The data of its chunks passes, for a client that knows no chunks; the connection's end ends it.
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
