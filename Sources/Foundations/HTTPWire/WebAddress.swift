/// An `http` or `https` address, taken apart.
public struct WebAddress: Hashable, Sendable {
    /// Whether it is an `https` address.
    public let isSecure: Bool
    /// The host's name or address, without brackets.
    public let host: String
    /// The port; the scheme's own when none is written.
    public let port: UInt16
    /// Path and query, from the `/`.
    public let target: String
    /// User and password before an `@`, when there are any.
    public let credentials: String?

    /// The value of the `Host` header.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The whole address, without credentials.
    public var text: String { "\(isSecure ? "https" : "http")://\(authority)\(target)" }

    /// Takes an address apart; nil when it is none.
    public init?(_ text: String) {
        let lowered = text.lowercased()
        let prefix = lowered.hasPrefix("https://") ? "https://" : "http://"
        guard lowered.hasPrefix(prefix) else { return nil }
        isSecure = prefix == "https://"
        let rest = text.dropFirst(prefix.count)
        var place = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest.dropFirst(place.count).prefix { $0 != "#" }
        target = path.hasPrefix("/") ? String(path) : "/" + path
        if let at = place.lastIndex(of: "@") {
            credentials = String(place[..<at])
            place = place[place.index(after: at)...]
        } else {
            credentials = nil
        }
        var number: UInt16 = isSecure ? 443 : 80
        if place.last != "]", let colon = place.lastIndex(of: ":") {
            guard let given = UInt16(place[place.index(after: colon)...]) else { return nil }
            number = given
            place = place[..<colon]
        }
        if place.hasPrefix("["), place.hasSuffix("]") { place = place.dropFirst().dropLast() }
        guard !place.isEmpty else { return nil }
        host = String(place)
        port = number
    }

    /// The address that a `Location` header leads to from this one.
    public func following(_ location: String) -> WebAddress? {
        if location.hasPrefix("//") {
            return WebAddress((isSecure ? "https:" : "http:") + location)
        }
        if location.hasPrefix("/") {
            return WebAddress("\(isSecure ? "https" : "http")://\(authority)\(location)")
        }
        if let whole = WebAddress(location) { return whole }
        let folder = target.prefix { $0 != "?" }.split(separator: "/").dropLast()
        let path = "/" + (folder + [Substring(location)]).joined(separator: "/")
        return WebAddress("\(isSecure ? "https" : "http")://\(authority)\(path)")
    }
}
