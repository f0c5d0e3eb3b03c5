internal import EventLoops
internal import LinuxSystem

/// One connection to a server: in use by a stream, or idle in its thread's pool.
final class ServerConnection: Connection {
    let server: ServerRuntime
    /// Who uses it; nil while it is idle.
    unowned(unsafe) var stream: Stream?
    /// Whether its last response had no body, which some servers send all the same, or was another
    /// client's.
    var mayHaveLeftovers = false
    /// How many requests it has served.
    var exchangeCount = 0
    /// Where it leads when that depends on the client or the request; only the like use it again.
    let route: String?
    /// Which of the server's addresses it leads to.
    let addressNumber: Int
    /// Where it is in its pool.
    var poolIndex = 0
    /// Whether only the client that used it may use it again.
    var isPrivate = false
    /// When it went idle, in milliseconds of the loop.
    var idleSince: Int64 = 0
    var isEstablished = false
    /// How many streams are on it, when it is one of HTTP/2.
    var laneCount = 0

    init(
        transport: Transport,
        place: (slot: Int, token: SlotToken),
        server: ServerRuntime,
        stream: Stream,
        route: String?,
        addressNumber: Int
    ) {
        self.server = server
        self.stream = stream
        self.route = route
        self.addressNumber = addressNumber
        super.init(transport: transport, slot: place.slot, token: place.token, codec: .h1)
    }

    /// What stands in for a connection of its own for one stream on a connection of HTTP/2.
    init(
        _ lane: Lane,
        place: (slot: Int, token: SlotToken),
        of connection: ServerConnection,
        stream: Stream
    ) {
        server = connection.server
        self.stream = stream
        route = connection.route
        addressNumber = connection.addressNumber
        super.init(
            transport: Transport(
                socket: connection.transport.socket,
                tls: connection.transport.tls
            ),
            slot: place.slot,
            token: place.token,
            codec: .lane(lane)
        )
        isEstablished = true
        transport.isWritable = true
        transport.isReadable = true
    }
}
