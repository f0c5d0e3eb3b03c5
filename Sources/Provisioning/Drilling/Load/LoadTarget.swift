import HTTPWire

/// The address that a load asks, taken apart.
public struct LoadTarget: Sendable, Hashable {
    /// Whether it is asked by TLS: `https` or `wss`.
    public let isSecure: Bool
    /// Whether a WebSocket is opened there: `ws` or `wss`.
    public let isWebSocket: Bool
    /// The host's name or address.
    public let host: String
    /// The port.
    public let port: UInt16
    /// Path and query.
    public let target: String
    /// The `Host` header.
    public let authority: String

    /// What an address has to look like.
    static let expected = "http://HOST[:PORT]/PATH, or https, ws or wss"

    /// Takes an address apart; nil when it is none of `http`, `https`, `ws` or `wss`, or has a
    /// password in it.
    public init?(url: String) {
        let webSchemes = ["ws://": "http://", "wss://": "https://"]
        let scheme = webSchemes.keys.first { url.lowercased().hasPrefix($0) }
        let asked = scheme.map { (webSchemes[$0] ?? "") + url.dropFirst($0.utf8.count) } ?? url
        guard let address = WebAddress(asked), address.credentials == nil else { return nil }
        isWebSocket = scheme != nil
        isSecure = address.isSecure
        host = address.host
        port = address.port
        target = address.target
        authority = address.authority
    }
}
