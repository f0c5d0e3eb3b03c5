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
        try rows(in: reply).filter { $0["svname"] == "FRONTEND" }
            .reduce(0) { $0 + ($1["req_tot"].flatMap { Int($0) } ?? 0) }
    }

    /// The rows of the reply to ``request(to:)`` by the names of their columns; at least one is of a
    /// frontend.
    public static func rows(in reply: HostReply) throws(ModuleFailure) -> [[String: String]] {
        switch reply.exchange {
        case .failed(let why)?:
            throw ModuleFailure(why)
        case .answer(let bytes)?:
            let text = String(decoding: bytes, as: UTF8.self)
            let rows = ProxyServerState.table(text, separator: ",") ?? []
            guard rows.contains(where: { $0["svname"] == "FRONTEND" }) else {
                throw ModuleFailure("it tells no frontends: \(trimmed(text))")
            }
            return rows
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
        let told = Self.facts(in: reply)
        let words = ["Name", "Version"].compactMap { told[$0] }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// What the reply to ``nameRequest(to:)`` tells of the process, by its names.
    public static func facts(in reply: HostReply) -> [String: String] {
        guard case .answer(let bytes)? = reply.exchange else { return [:] }
        var facts: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            facts[String(line[..<colon])] = String(
                line[line.index(after: colon)...].drop { $0 == " " }
            )
        }
        return facts
    }
}
