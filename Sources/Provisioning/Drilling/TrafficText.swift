public import Diagnostics
public import DocumentValues

/// One kind of a drill's traffic, with templates.
public struct TrafficText: Sendable {
    /// What it is called; empty when it is the only one.
    public let name: String
    /// The address that is asked.
    public let url: Node
    /// Requests a second, at fixed times whatever the answers do.
    public let rate: Double
    /// Clients that share the requests, one at a time each.
    public let clientCount: Int?
    /// How long a request may take.
    public let timeout: Duration
    /// The method, when it is said.
    public let method: String?
    /// The body.
    public let body: Node?
    /// Header lines, each a name and a value.
    public let headers: Node?
    /// Whether each request has a connection of its own.
    public let usesFreshConnections: Bool
    /// Whether a request may be asked twice without harm, when it is said.
    public let isIdempotent: Bool?
    /// Whether clients keep their cookies.
    public let isSticky: Bool
    /// How many bytes a second are read at most.
    public let readRate: Int?
    /// How long an answer is waited for before the request is sent again.
    public let retryTime: Duration?
    /// The file of the authorities that are believed on TLS.
    public let authorities: Node?
    /// The name that TLS asks for.
    public let serverName: Node?
    /// Whether certificates are checked at all.
    public let validatesCertificates: Bool
    /// Where it starts.
    public let place: SourcePlace
    /// The keywords that are there, with their places.
    let keywords: [String: SourcePlace]
}
