/// Which end of a connection this is.
public enum ConnectionRole: Sendable {
    /// The peer asks.
    case server
    /// This side asks.
    case client
}

/// What one side of a connection allows the other, and how much of it is borne.
public struct ConnectionSettings: Sendable {
    /// The bytes that the peer's header blocks may keep here.
    public var headerTableSize = 4096
    /// The bytes of data that a stream may have on their way to here.
    public var initialWindow = 16384
    /// The bytes of data that all streams together may have on their way beyond their initial windows.
    public var receiveBuffer = 1_638_400
    /// The streams that may run at once.
    public var concurrentStreams = 100
    /// The largest frame that is taken.
    public var largestFrame = 16384
    /// The most bytes of one header block, as they come.
    public var headerBlockLimit = 65536
    /// The streams after which the peer is asked for another connection; zero is never.
    public var totalStreams = 0
    /// The oddities after which the connection ends; zero is never.
    public var glitchThreshold = 0

    /// What HAProxy begins with.
    public init() {}
}

/// What the peer has said that it takes.
struct PeerSettings {
    /// The data that each stream may have on its way.
    var initialWindow = 65535
    var largestFrame = 16384
    /// The streams that it lets run at once, as far as it has said.
    var concurrentStreams = Int.max
    /// Whether it takes CONNECT with `:protocol` [RFC 8441].
    var takesExtendedConnect = false

    static let headerTableSizeID: UInt16 = 1
    static let enablePushID: UInt16 = 2
    static let concurrentStreamsID: UInt16 = 3
    static let initialWindowID: UInt16 = 4
    static let largestFrameID: UInt16 = 5
    static let headerListSizeID: UInt16 = 6
    static let extendedConnectID: UInt16 = 8
}
