internal import EventLoops
internal import HTTPWire
internal import LinuxSystem

/// One exchange, or one connection of mode tcp, between a client's connection and a server's.
///
/// Only data: the worker that owns it does what happens. It is used by one thread, and again for
/// another exchange when this one is over.
final class Stream {
    /// Where the stream stands, with what it has there and nowhere else.
    enum Phase {
        /// It has ended, and its place is free.
        case ended
        /// The head of its request is awaited.
        case receiving
        /// Rules on its bytes wait for more.
        case inspecting(InspectionStage)
        /// The head is here, and more of the body is awaited before it goes on.
        case buffering(BodyWait)
        /// The statistics page is being rendered by another thread.
        case rendering(PageOrder)
        /// A server with room is awaited; the ticket tells this wait from any other.
        case queued(ticket: UInt64)
        /// A failed attempt is followed by another one after a second.
        case pausing
        /// Another thread is asked for an idle connection to the server.
        case borrowing(ServerRuntime)
        /// A connection to the server is being made.
        case connecting(ServerConnection)
        /// Request and response pass.
        case exchanging(ServerConnection)
        /// Bytes pass both ways.
        case tunneling(ServerConnection, TunnelTimes)
        /// The proxy's own answer is being sent: what did not fit in a buffer is still to be.
        case answering(rest: ArraySlice<UInt8>)
    }

    /// What it has of a server.
    enum Assignment {
        /// No server was chosen.
        case none
        /// The log names this one, but it has no place there.
        case named(ServerRuntime)
        /// It has a place on this one.
        case placed(ServerRuntime)
        /// It has a place on this one, and an attempt to reach it runs.
        case attempting(ServerRuntime)
    }

    var token: SlotToken
    /// The connection that it came by.
    unowned(unsafe) var client: ClientConnection
    var phase = Phase.ended
    /// The frontend that it came by, and the backend in whose numbers it is.
    var frontend: FrontendRuntime
    var backend: BackendRuntime?
    var assignment = Assignment.none
    /// The server that it left for another attempt.
    var failedServer: ServerRuntime?

    var request = RequestState()
    var response = ResponseState()
    /// The heads as they are now: as rules have left them, or as they came.
    let requestHead = MessageHead()
    let responseHead = MessageHead()

    var timing = ExchangeTiming()
    var cookie = CookieState()
    /// Its places in the queues, as the log tells them.
    var queuePosition = QueuePosition()
    var ending = TerminationState()
    /// Who answered when no server did.
    var answeredBy = Answerer.nobody
    var retries = RetryState()
    /// What rules have made of it beyond its messages.
    var extras: StreamExtras?

    /// Whether it is a connection of mode tcp, of whose bytes nothing is known.
    var isTCP = false
    /// Whether rules have tracked something for it, or for its connection.
    var isTracked = false
    /// Whether it is the client's first.
    var isFirst = true
    /// Whether a request, or a tcp connection, was taken on.
    var hasRequest = false
    /// Whether its line was written when the response's head came.
    var isLoggedEarly = false
    /// Whether the client's connection goes on after it.
    var keepsClient = true
    /// The deadlines of the two sides in milliseconds of the loop.
    var clientDeadline = Int64.max
    var serverDeadline = Int64.max
    /// How long the server may be silent, in milliseconds; `max` is for ever.
    var serverPatience = Int64.max

    init(token: SlotToken, client: ClientConnection) {
        self.token = token
        self.client = client
        frontend = client.listener.frontend
    }

    /// Makes it a stream of that client, of which nothing has happened.
    func begin(token: SlotToken, client: ClientConnection) {
        self.token = token
        self.client = client
        phase = .receiving
        frontend = client.listener.frontend
        request.reset()
        response = ResponseState()
        timing = ExchangeTiming()
        cookie = CookieState()
        queuePosition = QueuePosition()
        ending = TerminationState()
        answeredBy = .nobody
        retries = RetryState()
        extras = nil
        isTCP = if case .raw = client.codec { true } else { false }
        isFirst = client.isFirstRequest
        isTracked = client.isTracked
        hasRequest = false
        isLoggedEarly = false
        keepsClient = true
        clientDeadline = .max
        serverDeadline = .max
    }

    /// Lets go of all that others own; its place is free then.
    func end() {
        phase = .ended
        backend = nil
        assignment = .none
        failedServer = nil
    }

    /// The server that it is on, waits for, or is named with in the log.
    var server: ServerRuntime? {
        switch assignment {
        case .none: nil
        case .named(let server), .placed(let server), .attempting(let server): server
        }
    }

    /// Its connection to a server, if it has one.
    var connection: ServerConnection? {
        switch phase {
        case .connecting(let connection), .exchanging(let connection),
            .tunneling(let connection, _):
            connection
        default: nil
        }
    }

    /// The address that its client has.
    var peer: SocketAddress { client.peer }
    /// Where its client went to.
    var destination: SocketAddress? { client.destination }
    /// The same as rules on the session have left them.
    var sourceOfSession: SocketAddress { client.sessionPeer ?? client.peer }
    var destinationOfSession: SocketAddress? { client.sessionDestination ?? client.destination }
    /// The client's address as text.
    var peerText: [UInt8] { client.peerText }

    var isReceiving: Bool { if case .receiving = phase { true } else { false } }
    var isExchanging: Bool { if case .exchanging = phase { true } else { false } }
    var isAnswering: Bool { if case .answering = phase { true } else { false } }
    var hasEnded: Bool { if case .ended = phase { true } else { false } }

    /// Whether no byte ever came from the client.
    var hasSaidNothing: Bool { isFirst && !hasRequest && request.pipe.count == 0 }

    /// The request's head as it is now; nil when it is not there any more.
    var requestHeadBytes: UnsafeRawBufferPointer? {
        request.head?.bytes ?? (request.isReplayable ? request.pipe.buffer?.bytes : nil)
    }

    /// The response's head as it is now.
    var responseHeadBytes: UnsafeRawBufferPointer? {
        response.head?.bytes ?? response.pipe.buffer?.bytes
    }
}

/// What the attempts to reach a server have come to.
struct RetryState {
    /// How many followed the first.
    var count = 0
    /// Whether one of them went to another server.
    var isRedispatched = false
    /// Whether a cookie has led to the server.
    var isBound = false
}
