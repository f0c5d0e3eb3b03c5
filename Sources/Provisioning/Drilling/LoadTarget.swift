/// The address that a load asks, taken apart.
public struct LoadTarget: Sendable, Hashable {
    /// The host's name or address.
    public let host: String
    /// The port.
    public let port: UInt16
    /// Path and query.
    public let target: String
    /// The `Host` header.
    public let authority: String

    /// Takes an address apart; nil when it is not `http://HOST[:PORT][/…]`.
    public init?(url: String) {
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count)
        var host = authority
        var port: UInt16 = 80
        let afterHost = authority.last == "]" ? nil : authority.lastIndex(of: ":")
        if let colon = afterHost {
            guard let number = UInt16(authority[authority.index(after: colon)...]) else {
                return nil
            }
            host = authority[..<colon]
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
        self.authority = String(authority)
        target = path.hasPrefix("/") ? String(path) : "/\(path)"
    }
}
