public import HostConnections
public import ModuleContract

/// What a running proxy has counted, asked at its admin socket.
public enum ProxyTraffic {
    /// Where `roles/proxy` has the admin sockets of its two engines.
    public static let usualSockets = [
        "/run/switchyard-proxy/admin.sock", "/run/haproxy/admin.sock",
    ]

    /// The request to an admin socket: the path of a unix socket, or address:port.
    public static func request(to socket: String) throws(ModuleFailure) -> HostRequest {
        try ProxySocket(socket).request("show stat")
    }

    /// The requests that all frontends took, as the reply to ``request(to:)`` tells them.
    public static func requestCount(in reply: HostReply) throws(ModuleFailure) -> Int {
        switch reply.exchange {
        case .failed(let why)?:
            throw ModuleFailure(why)
        case .answer(let bytes)?:
            let text = String(decoding: bytes, as: UTF8.self)
            let rows = ProxyServerState.table(text, separator: ",") ?? []
            let frontends = rows.filter { $0["svname"] == "FRONTEND" }
            if frontends.isEmpty { throw ModuleFailure("it tells no frontends: \(trimmed(text))") }
            return frontends.reduce(0) { $0 + ($1["req_tot"].flatMap { Int($0) } ?? 0) }
        case nil:
            throw ModuleFailure("no reply")
        }
    }

    /// The request to an admin socket that asks which proxy it is.
    public static func nameRequest(to socket: String) throws(ModuleFailure) -> HostRequest {
        try ProxySocket(socket).request("show info")
    }

    /// The proxy's name and version, as the reply to ``nameRequest(to:)`` tells them.
    public static func name(in reply: HostReply) -> String? {
        guard case .answer(let bytes)? = reply.exchange else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let words = ["Name: ", "Version: "].compactMap { (key) -> Substring? in
            lines.first { $0.hasPrefix(key) }?.dropFirst(key.count)
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
