public import LinuxSystem

/// An address that only this machine reaches: what the page may be served on, and asked for by.
public struct LoopbackAddress: Sendable, Hashable {
    /// Where to listen.
    public let socket: SocketAddress

    /// `PORT` on 127.0.0.1, or `ADDRESS:PORT` with an address of loopback or `localhost`.
    ///
    /// Port 0 is any that is free.
    public init?(_ text: String) {
        let (host, digits) = Self.parts(of: text)
        guard let digits, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let port = UInt16(digits)
        else { return nil }
        let name = host ?? "127.0.0.1"
        let address = name == "localhost" ? "127.0.0.1" : name
        guard let socket = SocketAddress(numeric: address, port: port), Self.isLoopback(socket)
        else { return nil }
        self.socket = socket
    }

    /// Whether the value of a `Host` line names loopback, with or without a port.
    ///
    /// A browser that was led here by a name of somebody's says that name, whatever address it has.
    static func isNamed(byHost value: String) -> Bool {
        let isBare = value.last == "]" || !value.contains(":")
        let (host, digits) = isBare ? (value, "") : parts(of: value)
        guard let host, let digits, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return false
        }
        if host.lowercased() == "localhost" { return true }
        let inside =
            host.first == "[" && host.last == "]" ? String(host.dropFirst().dropLast()) : host
        guard let address = SocketAddress(numeric: inside, port: 0) else { return false }
        return isLoopback(address)
    }

    /// What stands before the last colon, without brackets, and what stands after it.
    private static func parts(of text: String) -> (host: String?, port: String?) {
        guard let colon = text.lastIndex(of: ":") else { return (nil, text) }
        let host = text[..<colon]
        let port = String(text[text.index(after: colon)...])
        guard host.contains(":") else { return (String(host), port) }
        guard host.first == "[", host.last == "]" else { return (nil, nil) }
        return (String(host.dropFirst().dropLast()), port)
    }

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        switch address {
        case .v4(let number, _): number >> 24 == 127
        case .v6(let high, let low, _): high == 0 && low == 1
        case .unix: false
        }
    }
}
