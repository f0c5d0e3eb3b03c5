public import HealthChecking

/// One `server` line, `default-server` and the global defaults already laid under it.
public struct ServerSettings: Sendable, Hashable {
    /// What happens to the streams of a server that goes down or comes up.
    public enum SessionAction: Sendable, Hashable {
        /// They go on.
        case none
        /// `on-marked-down shutdown-sessions`: they are cut.
        case shutdownSessions
    }

    /// A way to learn the address of a name at start.
    public enum InitialAddress: Sendable, Hashable {
        /// `libc`: ask the system's resolver.
        case systemResolver
        /// `none`: start without an address, in maintenance.
        case none
        /// This address.
        case address(IPAddress)
    }

    /// The name, unique in its backend.
    public var name: String

    /// The number, from one in the order of declaration unless `id` says; it places the server
    /// on the ring of consistent hashing.
    public var id: Int

    /// Where it is reached.
    public var address: ServerAddress

    /// `weight`, 0 to 256; 1 unless said.
    public var weight = 1

    /// `check`: nil when its health is not checked.
    public var check: ServerCheck?

    /// `rise` and `fall`, whether it is checked or not.
    public var thresholds = HealthThresholds()

    /// `agent-check`: nil when no agent is asked about it.
    public var agent: ServerAgent?

    /// `proto h2`: HTTP/2 is spoken from the first byte.
    public var speaksHTTP2 = false

    /// `cookie`: the value that leads back to it.
    public var cookie: String?

    /// `backup`: used only when no other is usable.
    public var isBackup = false

    /// `disabled`: starts in maintenance.
    public var isDisabled = false

    /// `maxconn`: streams at once; nil has no limit.
    public var maximumConnections: Int?

    /// `maxqueue`: streams that may wait for it; nil has no limit.
    public var maximumQueue: Int?

    /// `slowstart`: over what time its weight grows after it came up.
    public var slowStart: Duration?

    /// `on-marked-down`.
    public var onMarkedDown: SessionAction = .none

    /// `on-marked-up shutdown-backup-sessions`: the backups' streams are cut when it comes up.
    public var cutsBackupsWhenUp = false

    /// `ssl`; nil is plain text.
    public var tls: ServerTLS?

    /// TLS that an operator may turn on, where `default-server` has it and the server has not.
    public var spareTLS: ServerTLS?

    /// `no-ssl`: that it has none was said.
    public var refusesTLS = false

    /// `track`: whose state it takes for its own; nil when it has one itself.
    public var tracked: TrackedServer?

    /// `init-addr`: ways to learn the address, tried in order.
    public var initialAddress: [InitialAddress] = [.systemResolver]

    /// `resolvers`: how its name is looked up while the proxy runs; nil looks it up at start and at a
    /// reload only.
    public var resolution: ServerResolution?

    /// `source`: the local address to connect from.
    public var sourceAddress: IPAddress?

    /// `pool-max-conn`: idle connections kept; nil has no limit.
    public var maximumIdleConnections: Int?

    /// `pool-purge-delay`: how long idle connections are kept.
    public var idleConnectionLifetime: Duration = .seconds(5)

    /// What its sockets are told.
    public var tuning = SocketTuning()

    /// `send-proxy`, `send-proxy-v2`, ...: what it is told of the client before the first byte.
    public var proxyHeader: ProxyHeaderSending = []

    /// `dispatch`: it is no server, but where all of a backend's traffic goes.
    public var isDispatch = false

    /// `set-proxy-v2-tlv-fmt`: what else a header of version 2 says.
    public var proxyAttributes: [ProxyAttributeFormat] = []

    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A server with the defaults of the manual.
    public init(name: String, id: Int, address: ServerAddress) {
        self.name = name
        self.id = id
        self.address = address
    }
}

/// How the health of one server is checked.
public struct ServerCheck: Sendable, Hashable {
    /// `inter`, `fastinter`, `downinter`.
    public var intervals = CheckIntervals()

    /// `rise` and `fall`.
    public var thresholds = HealthThresholds()

    /// `port`: another port than the traffic's.
    public var port: Int?

    /// `addr`: another address than the traffic's.
    public var address: ServerAddress?

    /// Whether the check speaks TLS: `check-ssl`, or the server has `ssl` and the check goes to
    /// the same address and port, and `no-check-ssl` is not said.
    public var usesTLS = false

    /// `healthcheck`: what is done; nil does what the backend says.
    public var program: CheckProgram?

    /// `check-sni`: the name sent in the check's TLS greeting.
    public var serverName: String?

    /// `check-proto`: whether requests go by HTTP/2; nil goes by the server's `proto`, or by what is agreed on.
    public var speaksHTTP2: Bool?

    /// The settings of TLS for connections that have it; nil when no connection of a check does.
    public var tls: ServerTLS?

    /// `init-state`; nil counts the server as up, and down with the first failure.
    public var initialState: InitialHealth?

    /// Whether the check begins with a header of the PROXY protocol: the traffic does and the check
    /// goes where it goes, or `check-send-proxy` is said.
    public var sendsProxyHeader = false

    /// `check-alpn`: the protocols that the check offers; nil offers the traffic's.
    public var protocols: [String]?

    /// `observe`: what of the traffic counts as the checks do; nil when nothing does.
    public var observation: ServerObservation?

    /// The defaults of the manual.
    public init() {}
}

extension ServerCheck {
    /// The settings of TLS of a connection of the check; nil without TLS.
    public func tls(of connection: CheckConnection) -> ServerTLS? {
        let isServersWay = connection.takesServersSettings && usesTLS
        guard connection.isEncrypted || isServersWay, var tls else { return nil }
        if !connection.protocols.isEmpty {
            tls.protocols = connection.protocols
        } else if connection.takesServersSettings, let protocols {
            tls.protocols = protocols
        }
        return tls
    }
}

extension ProxySettings {
    /// The settings of TLS towards a server, each once: of its traffic, and of those connections of checks that have it.
    public func encryptions(towards server: ServerSettings) -> Set<ServerTLS> {
        var all = Set(
            (server.check?.program ?? check).connections
                .compactMap { server.check?.tls(of: $0) }
        )
        if let tls = server.tls ?? server.spareTLS { all.insert(tls) }
        return all
    }
}
