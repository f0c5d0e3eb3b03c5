/// `tcp-request` and `tcp-response`: rules on connections, and on bytes as they come.
public struct ByteRules: Sendable, Hashable {
    /// `tcp-request connection ...` in order: as soon as a client is there.
    public var connection: [TrafficRule] = []

    /// `tcp-request session ...` in order: after the PROXY protocol and TLS.
    public var session: [TrafficRule] = []

    /// `tcp-request content ...` in order.
    public var request: [TrafficRule] = []

    /// `tcp-request inspect-delay`: how long they may wait for more.
    public var requestDelay: Duration?

    /// `tcp-response content ...` in order.
    public var response: [TrafficRule] = []

    /// `tcp-response inspect-delay`.
    public var responseDelay: Duration?

    /// No rules.
    public init() {}

    /// Whether a connection of mode tcp can become one of HTTP by them.
    var switchesToHTTP: Bool { request.contains { $0.text.hasPrefix("switch-mode") } }
}
