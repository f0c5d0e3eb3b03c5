/// What `tune.h2.*` says of the connections of one side.
public struct HTTP2Settings: Sendable, Hashable {
    /// `tune.h2.header-table-size`: bytes that the peer's header blocks may keep here.
    public var headerTableSize = 4096

    /// `initial-window-size`: data that a stream may have on its way; nil is what a buffer holds.
    public var initialWindow: Int?

    /// `max-concurrent-streams`; zero is without limit.
    public var concurrentStreams = 100

    /// `tune.h2.max-frame-size`; nil is what a buffer holds.
    public var largestFrame: Int?

    /// `rxbuf`: data that all streams may have on their way beyond their initial windows.
    public var receiveBuffer = 1_638_400

    /// `max-total-streams`: streams after which a client is asked for another connection; zero is never.
    public var totalStreams = 0

    /// `glitches-threshold`: oddities after which a connection ends; zero is never.
    public var glitchThreshold = 0

    /// What holds unless something is said.
    public init() {}
}

/// What `tune.h2.*` says: for both sides, or for one of them.
public struct HTTP2Tuning: Sendable, Hashable {
    /// The words without a side.
    public var common = HTTP2Settings()

    /// `initial-window-size` of `fe` and `be`.
    public var clientWindow: Int?, serverWindow: Int?

    /// `max-concurrent-streams` of `fe` and `be`.
    public var clientStreams: Int?, serverStreams: Int?

    /// `rxbuf` of `fe` and `be`.
    public var clientBuffer = 1_638_400, serverBuffer = 1_638_400

    /// `fe.max-total-streams`.
    public var totalStreams = 0

    /// `glitches-threshold` of `fe` and `be`.
    public var clientGlitches = 0, serverGlitches = 0

    /// What holds unless something is said.
    public init() {}

    /// What holds for connections of clients.
    public var clients: HTTP2Settings {
        var settings = common
        settings.initialWindow = clientWindow ?? settings.initialWindow
        settings.concurrentStreams = clientStreams ?? settings.concurrentStreams
        settings.receiveBuffer = clientBuffer
        settings.totalStreams = totalStreams
        settings.glitchThreshold = clientGlitches
        return settings
    }

    /// What holds for connections to servers.
    public var servers: HTTP2Settings {
        var settings = common
        settings.initialWindow = serverWindow ?? settings.initialWindow
        settings.concurrentStreams = serverStreams ?? settings.concurrentStreams
        settings.receiveBuffer = serverBuffer
        settings.glitchThreshold = serverGlitches
        return settings
    }
}
