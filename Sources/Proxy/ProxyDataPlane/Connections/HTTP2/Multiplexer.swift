internal import EventLoops
internal import HTTP2Wire
internal import HTTPWire
internal import ProxyConfiguration

/// What a connection of HTTP/2 has beside its socket: its state machine, and who waits for it.
final class Multiplexer {
    var wire: HTTP2Connection
    /// Bytes that came and were not read as frames yet.
    var input: ByteBuffer?
    /// Lanes that have something to do as soon as there is room for what they send.
    var ready: [SlotToken] = []
    /// How many of them had their turn already.
    var readyStart = 0
    /// Lanes that wait for the window of all.
    var starved: [SlotToken] = []
    /// Lanes that wait for what the peer says first.
    var waiting: [SlotToken] = []
    /// Whether frames were left unread because the peer takes none.
    var isPaused = false
    /// Whether no stream runs, and the time until the next one is counted.
    var isIdle = false

    init(_ role: ConnectionRole, _ settings: ConnectionSettings) {
        wire = HTTP2Connection(role, settings)
    }

    /// Puts a lane behind those that have something to do.
    func makeReady(_ client: Connection, _ lane: Lane) {
        guard !lane.isReady else { return }
        lane.isReady = true
        ready.append(client.token)
    }

    /// The lane whose turn it is.
    func takeReady() -> SlotToken? {
        guard readyStart < ready.count else {
            ready.removeAll(keepingCapacity: true)
            readyStart = 0
            return nil
        }
        defer { readyStart += 1 }
        return ready[readyStart]
    }
}

/// A stream's place on a connection of HTTP/2: it stands in for a connection of the stream's own.
///
/// The client that a stream sees is one whose codec is a lane; its socket is that of the whole connection and is never
/// touched through it.
final class Lane {
    /// The connection that it is on.
    let carrier: Connection
    let multiplexer: Multiplexer
    /// Its stream's number; zero until a request is sent to a server.
    var number: StreamNumber
    /// Data that came and was not read by the stream yet.
    var inbox: [ByteBuffer] = []
    /// Bytes of heads among those that came, for which no window was granted.
    var headByteCount = 0
    /// Whether the peer's message is over.
    var hasEnd: Bool
    /// The lines that came behind the data.
    var trailers: [UInt8] = []
    /// A head that found no room.
    var owed: [UInt8] = []
    /// Whether it is among those that have something to do.
    var isReady = false
    /// Whether it is among those that wait for the window of all.
    var isStarved = false
    /// Whether this is a tunnel that was asked for by CONNECT.
    var isUpgrade: Bool
    /// Of a server's: what was asked for by an upgrade, and the key of a WebSocket's client.
    var upgrade: [UInt8] = []
    var webSocketKey: [UInt8] = []
    /// Whether the server has not looked at the request, so that it may be sent again.
    var isRefused = false
    /// Whether the server's answer is none.
    var isJunk = false

    init(
        _ carrier: Connection,
        _ multiplexer: Multiplexer,
        _ number: StreamNumber,
        hasEnd: Bool,
        isUpgrade: Bool
    ) {
        self.carrier = carrier
        self.multiplexer = multiplexer
        self.number = number
        self.hasEnd = hasEnd
        self.isUpgrade = isUpgrade
    }
}

/// What the connections of HTTP/2 of one worker share.
final class HTTP2Scratch {
    let fields: FieldList
    /// Where heads are taken apart that are sent as blocks.
    let head = MessageHead()
    /// Where blocks are written.
    let block: UnsafeMutableRawBufferPointer

    init(bufferSize: Int) {
        fields = FieldList(
            byteCapacity: bufferSize,
            fieldCapacity: 2 * MessageHead.maximumHeaderCount
        )
        block = .allocate(byteCount: 2 * bufferSize, alignment: 16)
    }

    deinit { block.deallocate() }
}
