internal import BuiltinModules
public import Diagnostics
internal import DocumentValues
public import PlaybookRunning

/// A host that is watched: where its proxy and its files are, by its variables.
public struct WatchTarget: Sendable, Hashable {
    /// An admin socket, and the configuration of the proxy behind it.
    struct Proxy: Sendable, Hashable {
        var socket: String
        /// The path; nil when no variable names it.
        var configuration: String?
    }

    /// The name of the host.
    public let host: String
    /// Where a proxy may be: the first that answers counts.
    var proxies: [Proxy]
    /// The addresses that it may hold for a pair, without the length of their network.
    var addresses: [String] = []
    /// The path of the certificate on the host; nil without one.
    var certificate: String?

    /// A host of an inventory.
    ///
    /// - Throws: what is wrong with its variables.
    public init(host: String, _ engine: PlaybookEngine) throws(Diagnostic) {
        self.host = host
        let (socket, configuration) = (
            try Self.text("proxy_admin_socket", host, engine),
            try Self.text("proxy_config_path", host, engine)
        )
        proxies = Self.proxies(socket: socket, configuration: configuration)
        addresses = try Self.words("keepalived_addresses", host, engine)
            .map { String($0.prefix { $0 != "/" }) }
        certificate = try Self.text("tls_cert_path", host, engine)
    }

    init(host: String, proxies: [Proxy], addresses: [String] = [], certificate: String? = nil) {
        self.host = host
        self.proxies = proxies
        self.addresses = addresses
        self.certificate = certificate
    }

    /// The places that variables name, else those of `roles/proxy`.
    static func proxies(socket: String?, configuration: String?) -> [Proxy] {
        let usual = ["/etc/switchyard-proxy/proxy.cfg", "/etc/haproxy/haproxy.cfg"]
        let known = zip(ProxyTraffic.usualSockets, usual).map {
            Proxy(socket: $0, configuration: configuration ?? $1)
        }
        guard let socket else { return known }
        let same = known.first { $0.socket == socket }
        return [same ?? Proxy(socket: socket, configuration: configuration)]
    }

    private static func text(
        _ variable: String,
        _ host: String,
        _ engine: PlaybookEngine
    ) throws(Diagnostic) -> String? {
        let node = node("{{ \(variable) | default('') }}")
        let value = try engine.value(of: node, for: host, with: nothing)
        guard let text = value.string else {
            throw Diagnostic("'\(variable)' of \(host) is no text but \(value.pythonText)")
        }
        return text.isEmpty ? nil : text
    }

    private static func words(
        _ variable: String,
        _ host: String,
        _ engine: PlaybookEngine
    ) throws(Diagnostic) -> [String] {
        let node = node("{{ \(variable) | default([]) }}")
        let value = try engine.value(of: node, for: host, with: nothing)
        guard let list = value.list else {
            throw Diagnostic("'\(variable)' of \(host) is no list but \(value.pythonText)")
        }
        return list.map(\.pythonText)
    }

    private static let nothing = VariableSet(origin: "watch", pairs: [])

    private static func node(_ expression: String) -> Node {
        let source = SourceText(name: "watch", text: expression)
        return Node(.string(expression), at: SourcePlace(source, line: 1, column: 1))
    }
}
