/// One HTTP/2 connection as a state machine over bytes: it reads frames and says what they mean, and writes frames.
///
/// It knows neither sockets nor clocks nor rules. Its owner feeds it with `next`, takes `control` frames out before it
/// writes anything else, and lets go of each stream it was told of by `release`.
public struct HTTP2Connection: ~Copyable {
    /// What is being read.
    enum Reading {
        /// The client's first words.
        case preface
        /// The header of the first frame, which has to be SETTINGS.
        case firstHeader
        case header
        /// The length of the padding.
        case padding
        case payload
        /// Bytes that mean nothing.
        case rest
    }

    /// Which end this is.
    public let role: ConnectionRole
    let settings: ConnectionSettings
    /// What all streams together may have on their way to here.
    let wholeWindow: Int

    var peer = PeerSettings()
    var decoder: HeaderBlockDecoder
    var streams = StreamStates()
    var control = ControlFrames()
    var window = FlowWindow(65535)
    var granted: GrantedWindow
    /// Whether the window of all was opened as wide as it may be, which the first data does.
    var isWide = false
    /// What streams were granted beyond their initial windows.
    var lent = 0
    var meter = FloodMeter()

    var reading: Reading
    /// The frame that is being read.
    var frame = FrameHeader(byteCount: 0, kind: .settings, stream: 0)
    /// Bytes of the frame's payload that are still to come, without the padding.
    var remaining = 0
    /// Bytes behind them that mean nothing.
    var padding = 0
    /// The pieces of a header block that did not come in one.
    var block: [UInt8] = []
    /// Bytes of frames that the block came in, headers included.
    var blockCost = 0
    /// Whether a header block was begun and not ended.
    var isContinuing = false
    /// The initial window that a SETTINGS frame which is being read tells.
    var announcedWindow: Int?

    /// The greatest stream that the peer has begun.
    var lastPeerStream: StreamNumber = 0
    /// The greatest stream that this side has begun.
    var lastOwnStream: StreamNumber = 0
    var streamCount = 0
    /// The last stream that is accepted; nil while all are.
    var acceptsUntil: StreamNumber?
    /// Whether the peer was told that the connection ends.
    var hasAnnouncedEnd = false
    /// Streams that this side reset lately: what the peer had sent meanwhile means nothing.
    var lately = RecentStreams()
    /// Whether the peer has to be told that nothing is kept in its table.
    var forgetsTable = false

    /// The time in milliseconds, as the owner says.
    public var now: Int64 = 0
    /// Whether the peer has said what it takes.
    public internal(set) var hasSettled = false
    /// Why the connection is broken; nil while it is not.
    public internal(set) var failure: ErrorCode?
    /// The last stream that the peer answers; nil unless it has said that it goes away.
    public internal(set) var peerGoesAwayAfter: StreamNumber?
    /// How often the peer did what is odd but no error.
    public internal(set) var glitchCount = 0

    /// Begins a connection; what it says first is in the control frames.
    public init(_ role: ConnectionRole, _ settings: ConnectionSettings) {
        self.role = role
        self.settings = settings
        decoder = HeaderBlockDecoder(tableSize: settings.headerTableSize)
        let streamLimit = settings.concurrentStreams > 0 ? settings.concurrentStreams : 1000
        let most = settings.initialWindow * min(streamLimit, 4096) + settings.receiveBuffer
        wholeWindow = min(1 << 30, max(65535, 2 * most))
        granted = GrantedWindow(65535)
        reading = role == .server ? .preface : .firstHeader
        if role == .client { control.preface() }
        control.settings(role == .server ? serverWords : clientWords)
    }

    private var clientWords: [(id: UInt16, value: UInt32)] {
        [(PeerSettings.enablePushID, 0)] + commonWords
    }

    private var serverWords: [(id: UInt16, value: UInt32)] {
        var words = commonWords
        if settings.concurrentStreams > 0 {
            let count = UInt32(truncatingIfNeeded: settings.concurrentStreams)
            words.append((PeerSettings.concurrentStreamsID, count))
        }
        return words + [(PeerSettings.extendedConnectID, 1)]
    }

    private var commonWords: [(id: UInt16, value: UInt32)] {
        var words: [(id: UInt16, value: UInt32)] = []
        if settings.headerTableSize != HeaderBlockDecoder.defaultTableSize {
            let size = UInt32(truncatingIfNeeded: settings.headerTableSize)
            words.append((PeerSettings.headerTableSizeID, size))
        }
        if settings.initialWindow != 65535 {
            let window = UInt32(truncatingIfNeeded: settings.initialWindow)
            words.append((PeerSettings.initialWindowID, window))
        }
        if settings.largestFrame != 16384 {
            let size = UInt32(truncatingIfNeeded: settings.largestFrame)
            words.append((PeerSettings.largestFrameID, size))
        }
        return words
    }

    /// How many streams the owner holds.
    public var heldStreamCount: Int { streams.count }

    /// How many bytes of control frames wait to be sent.
    public var controlByteCount: Int { control.count }

    /// Moves control frames into memory; returns how many bytes.
    public mutating func takeControl(into memory: UnsafeMutableRawBufferPointer) -> Int {
        control.take(into: memory)
    }

    /// Whether the peer takes CONNECT with `:protocol` [RFC 8441].
    public var peerTakesExtendedConnect: Bool { peer.takesExtendedConnect }

    /// The greatest stream that the peer has begun.
    public var lastStreamOfPeer: StreamNumber { lastPeerStream }
}

/// The streams that were reset last, as many as a peer may reasonably have had under way.
struct RecentStreams {
    private static let most = 64
    private var numbers: [StreamNumber] = []
    private var oldest = 0

    mutating func add(_ number: StreamNumber) {
        guard numbers.count == RecentStreams.most else { return numbers.append(number) }
        numbers[oldest] = number
        oldest = (oldest + 1) % RecentStreams.most
    }

    func contains(_ number: StreamNumber) -> Bool { numbers.contains(number) }
}
