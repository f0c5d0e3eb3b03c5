internal import HostConnections
internal import ModuleContract

/// The admin socket of a proxy on the target: HAProxy's or switchyard-proxy's.
struct ProxySocket: Sendable, Hashable {
    /// Where it listens.
    var endpoint: StreamEndpoint

    /// Reads `/run/proxy/admin.sock`, `127.0.0.1:9999` or `[::1]:9999`.
    init(_ text: String) throws(ModuleFailure) {
        if text.hasPrefix("/") {
            endpoint = .unix(path: text)
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else {
            throw ModuleFailure(
                "'\(text)' is no admin socket: write the path of a unix socket, or address:port"
            )
        }
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        endpoint = .tcp(host: String(host), port: port)
    }

    /// One command of the runtime API.
    func request(_ command: String) -> HostRequest {
        .exchange(SocketExchange(endpoint, sending: Array((command + "\n").utf8)))
    }

    /// The requests that tell the servers of a backend.
    func look(at backend: String) -> [HostRequest] {
        [request("show servers state \(backend)"), request("show stat")]
    }

    /// The servers that the answers to ``look(at:)`` tell.
    func servers(
        of backend: String,
        _ replies: [HostReply]
    ) throws(ModuleFailure) -> [ProxyServerState] {
        guard replies.count == 2 else { throw ModuleFailure("the proxy at \(endpoint) is silent") }
        let (states, statistics) = (try text(replies[0]), try text(replies[1]))
        guard let servers = ProxyServerState.read(states: states, statistics: statistics) else {
            let backends = Self.backends(in: statistics)
            if !backends.isEmpty, !backends.contains(backend) {
                throw ModuleFailure(
                    "backend '\(backend)' is not known to the proxy; \(listing(backends))"
                )
            }
            throw ModuleFailure(
                "the proxy at \(endpoint) does not tell its servers: \(trimmed(states))"
            )
        }
        let own = servers.filter { $0.backend == backend }
        if own.isEmpty {
            throw ModuleFailure(
                "backend '\(backend)' has no server the proxy tells of; "
                    + listing(Self.backends(in: statistics))
            )
        }
        return own
    }

    /// The answer's text.
    func text(_ reply: HostReply) throws(ModuleFailure) -> String {
        switch reply.exchange {
        case .answer(let bytes)?: return String(decoding: bytes, as: UTF8.self)
        case .failed(let why)?:
            throw ModuleFailure("could not ask the proxy at \(endpoint): \(why)")
        case nil: throw ModuleFailure("could not ask the proxy at \(endpoint): no reply")
        }
    }

    private static func backends(in statistics: String) -> [String] {
        statistics.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
            return fields.count > 2 && fields[1] == "BACKEND" ? String(fields[0]) : nil
        }
    }
}
