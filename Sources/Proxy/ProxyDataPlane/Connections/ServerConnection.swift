internal import EventLoops
internal import LinuxSystem

/// One connection to a server: in use by a session, or idle in its thread's pool.
final class ServerConnection {
    var transport: Transport
    let server: ServerRuntime
    let slot: Int
    let token: SlotToken
    /// Who uses it; nil while it is idle.
    unowned(unsafe) var session: Session?
    /// Bytes from the server that were not passed on yet.
    var input: ByteBuffer?
    /// Bytes for the server that it did not take yet.
    var output: ByteBuffer?
    /// Whether its last response had no body, which some servers send all the same, or was another
    /// session's.
    var mayHaveLeftovers = false
    /// How many requests it has served.
    var exchangeCount = 0
    /// Where it leads when that depends on the client or the request; only the like use it again.
    let route: String?
    /// Which of the server's addresses it leads to.
    let addressNumber: Int
    /// Where it is in its pool.
    var poolIndex = 0
    /// Whether only the session that used it may use it again.
    var isPrivate = false
    /// When it went idle, in milliseconds of the loop.
    var idleSince: Int64 = 0
    var isEstablished = false
    /// Whether the server was told that nothing more comes from the client of its tunnel.
    var hasFinishedSending = false

    init(
        transport: Transport,
        server: ServerRuntime,
        slot: Int,
        token: SlotToken,
        session: Session,
        route: String?,
        addressNumber: Int
    ) {
        self.transport = transport
        self.server = server
        self.slot = slot
        self.token = token
        self.session = session
        self.route = route
        self.addressNumber = addressNumber
    }
}
