internal import EventLoops
internal import LinuxSystem
internal import Samples
internal import ProxyConfiguration
internal import ProxyProtocol

/// A client's connection: its socket, who it is, and what counts for it rather than for its streams.
final class ClientConnection: Connection {
    /// Where the connection stands, with what it has there and nowhere else.
    enum Phase {
        /// TLS is being agreed on.
        case handshake
        /// The first byte of a request is awaited.
        case waiting
        /// A stream runs; the deadlines are the stream's.
        case serving(Stream)
        /// The answer has passed, and the rest of the request is thrown away until that time at most;
        /// the next request follows.
        case draining(until: Int64)
        /// The last bytes of an answer are being sent, and the connection ends behind them.
        case flushing(afterWholeRequest: Bool)
        /// The last bytes of the client are thrown away until that time at most, so that it can read
        /// the answer.
        case lingering(until: Int64)
        /// HTTP/2: streams run on lanes, each a client of its own.
        case multiplexing(Multiplexer)
        /// Gone.
        case closed
    }

    let listener: ListenerEntry
    /// Where the client is: the socket's other end, or what the PROXY protocol has said.
    var peer: SocketAddress
    var peerText: [UInt8]
    /// Where the PROXY protocol has said that the client was going.
    var toldDestination: SocketAddress?
    /// Whether rules have set its addresses, which no header changes then.
    var hasSetAddresses = false
    /// What rules on bytes have made of the stream that became one of HTTP: the first request has it,
    /// and is not asked again.
    var switched: StreamExtras?
    /// The addresses that rules on sessions have put in place of those.
    var sessionPeer: SocketAddress?
    var sessionDestination: SocketAddress?
    /// What the PROXY protocol has said beyond addresses.
    var proxyAttributes = ProxyAttributes()
    /// Whether a header of the PROXY protocol has to come before everything else.
    var awaitsProxyHeader: Bool
    /// Whether such a header has come.
    var hasProxyHeader = false
    /// Whether HTTP/2 may begin where HTTP/1 was expected.
    var mayTurnToHTTP2: Bool
    /// The frontend that it counts for, as long as it lasts.
    let admission: FrontendRuntime
    var phase = Phase.handshake
    /// When it was accepted, in milliseconds of the loop, and when its first request was awaited.
    let acceptedAt: Int64
    var readyAt = WallTime(seconds: 0)
    /// When it has waited too long where no stream runs, in milliseconds of the loop.
    var deadline = Int64.max
    /// The earliest time at which a timer for it is in the queue.
    var armedAt = Int64.max
    var isFirstRequest = true
    /// The variables of the connection.
    var variables: VariableStore?
    /// Bytes that came behind the request before.
    var input: ByteBuffer?
    /// The connection to a server that its last stream has left in the pool, if it is still there.
    var keptConnection: SlotToken?
    /// Whether a server has bound its authentication to that connection.
    var isAuthenticatedByConnection = false

    init(
        transport: Transport,
        place: (slot: Int, token: SlotToken),
        listener: ListenerEntry,
        peer: SocketAddress,
        acceptedAt: Int64
    ) {
        self.listener = listener
        self.peer = peer
        self.acceptedAt = acceptedAt
        admission = listener.frontend
        peerText = Array(peer.host.utf8)
        awaitsProxyHeader = listener.bind.acceptsProxyHeader
        mayTurnToHTTP2 = !listener.bind.speaksOnlyHTTP1
        super.init(
            transport: transport,
            slot: place.slot,
            token: place.token,
            codec: listener.frontend.settings.mode == .tcp ? .raw : .h1
        )
    }

    /// What stands in for a connection of its own for one stream of a connection of HTTP/2.
    init(lane place: (slot: Int, token: SlotToken), of client: ClientConnection) {
        listener = client.listener
        peer = client.peer
        acceptedAt = client.acceptedAt
        admission = client.admission
        peerText = client.peerText
        awaitsProxyHeader = false
        mayTurnToHTTP2 = false
        toldDestination = client.toldDestination
        super.init(
            transport: Transport(socket: client.transport.socket, tls: client.transport.tls),
            slot: place.slot,
            token: place.token,
            codec: .h1
        )
        proxyAttributes = client.proxyAttributes
        hasProxyHeader = client.hasProxyHeader
        sessionPeer = client.sessionPeer
        sessionDestination = client.sessionDestination
        transport.isWritable = true
    }

    /// Where the client went to.
    var destination: SocketAddress? { toldDestination ?? transport.socket.localAddress() }

    /// The connection that has the socket: this one, unless it stands in for a stream of HTTP/2.
    var carrier: ClientConnection { lane?.carrier as? ClientConnection ?? self }

    var isClosed: Bool { if case .closed = phase { true } else { false } }
    var isWaiting: Bool { if case .waiting = phase { true } else { false } }

    /// The stream that runs, where there is one at a time.
    var stream: Stream? { if case .serving(let stream) = phase { stream } else { nil } }
}
