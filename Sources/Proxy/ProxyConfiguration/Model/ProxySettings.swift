public import Balancing
public import HealthChecking
public import Samples
public import StickTables

/// One frontend, backend or listen with its defaults applied.
///
/// A listen has both sides under one name; its rules run once. `httpRequestRules` and the like of a
/// frontend run before those of the backend it chose.
public struct ProxySettings: Sendable, Hashable {
    /// Which section declared it.
    public enum Kind: String, Sendable, Hashable {
        /// Accepts connections.
        case frontend
        /// Owns servers.
        case backend
        /// Both.
        case listen
    }

    /// What passes through it.
    public enum Mode: String, Sendable, Hashable {
        /// Bytes, of which nothing is known.
        case tcp
        /// Messages of HTTP.
        case http
    }

    /// What to do with a connection after an exchange.
    public enum ConnectionMode: Sendable, Hashable {
        /// `option http-keep-alive`, the default: both sides are kept.
        case keepAlive
        /// `option http-server-close`: the server's side is closed.
        case serverClose
        /// `option httpclose`: both sides are closed.
        case close
    }

    // MARK: Both sides

    /// The name in messages, logs and commands.
    public var name: String

    /// The number in statistics: automatic ones go by order of declaration.
    public var id: Int

    /// Which section declared it.
    public var kind: Kind

    /// `mode`.
    public var mode = Mode.http

    /// `disabled`: it is not started.
    public var isDisabled = false

    /// `description`.
    public var description: String?

    /// `timeout ...`.
    public var timeouts = Timeouts()

    /// `log`, with `log global` already replaced by the global targets.
    public var logTargets: [LogTarget] = []

    /// `option httplog`, `option tcplog` or `log-format`.
    public var logFormat: StreamLogFormat = .connection

    /// `error-log-format`: for streams that end with an error.
    public var errorLogFormat: LogFormat?

    /// `unique-id-format`.
    public var uniqueIDFormat: LogFormat?

    /// `unique-id-header`: the ID goes to servers in this header.
    public var uniqueIDHeader: String?

    /// `capture` and `declare capture`.
    public var captures = Captures()

    /// `option idle-close-on-response`: a stopping process waits for an idle client's next request, and
    /// closes with the answer.
    public var keepsIdleClientsWhenStopping = false

    /// `option dontlognull`: no line for a connection without a byte.
    public var skipsEmptyConnections = false

    /// `option dontlog-normal`: no line for an exchange without an error.
    public var skipsNormalExchanges = false

    /// `option log-separate-errors`: lines of errors get level `err`.
    public var raisesErrorLevel = false

    /// `option logasap`: the line is written with the response's head.
    public var logsEarly = false

    /// `log-tag`, over the global one.
    public var logTag: String?

    /// `option clitcpka` or `tcpka`: the kernel asks silent clients whether they are still there.
    public var probesIdleClients = false

    /// `option srvtcpka` or `tcpka`: the kernel asks silent servers whether they are still there.
    public var probesIdleServers = false

    /// `option forwardfor`.
    public var forwardedFor: ForwardedFor?

    /// `option originalto`.
    public var originalTo: ForwardedFor?

    /// `option forwarded`.
    public var forwarded: ForwardedHeader?

    /// `option http-buffer-request`: rules and servers wait for the whole body, or a full buffer.
    public var buffersRequests = false

    /// `option http-restrict-req-hdr-names`.
    public var restrictedNames: RestrictedNames?

    /// `option http-pretend-keepalive`: servers are not told that their connection ends.
    public var pretendsKeepAlive = false

    /// `option http-ignore-probes`: connections that end without a byte are neither answered nor counted.
    public var ignoresProbes = false

    /// `option disable-h2-upgrade`: HTTP/2 begins with TLS or `proto h2` alone.
    public var disablesHTTP2Upgrade = false

    /// `option http-server-close`, `httpclose`, `http-keep-alive`.
    public var connectionMode: ConnectionMode = .keepAlive

    /// `stick-table`.
    public var stickTable: StickTableSettings?

    /// `stick` in order.
    public var stickRules: [StickRule] = []

    /// `tcp-request` and `tcp-response`.
    public var byteRules = ByteRules()

    /// `http-request ...` in order.
    public var requestRules: [TrafficRule] = []

    /// `redirect ...` in order; they run after `requestRules`.
    public var redirectRules: [TrafficRule] = []

    /// `http-response ...` in order.
    public var responseRules: [TrafficRule] = []

    /// `http-after-response ...` in order: for every response, also the proxy's own.
    public var afterResponseRules: [TrafficRule] = []

    /// `errorfile`, `errorloc`, `http-error` and their like: answers in place of the proxy's pages.
    public var errorAnswers: [Int: ErrorAnswer] = [:]

    /// `stats ...`; nil shows no page.
    public var statsPage: StatsPage?

    /// `backlog`.
    public var backlog: Int?

    // MARK: The side of clients

    /// `bind`, one for each address.
    public var binds: [BindSettings] = []

    /// `maxconn`; nil takes the global one.
    public var maximumConnections: Int?

    /// `use_backend` in order: the first that applies wins.
    public var backendRules: [BackendRule] = []

    /// `default_backend`: for what no rule sends elsewhere.
    public var defaultBackend: String?

    /// `monitor-uri`: a request for exactly this is answered 200 by the proxy itself.
    public var monitorURI: String?

    /// `monitor fail`: when one of these holds, the monitor answers 503.
    public var monitorFailures: [Condition] = []

    /// `clitcpka-cnt` and its like: how idle clients are probed.
    public var clientProbing = KeepAliveProbing()

    /// `force-be-switch`: where one of these holds, requests are led to backends that are not published.
    public var forcedSwitches: [Condition] = []

    // MARK: The side of servers

    /// `be-unpublished`: no rule leads requests to it before it is published.
    public var isUnpublished = false

    /// `use-server` in order: the first that applies, and whose server can be used, wins.
    public var serverRules: [ServerRule] = []

    /// `force-persist` and `ignore-persist` in order.
    public var persistenceRules: [PersistenceRule] = []

    /// `srvtcpka-cnt` and its like: how idle connections to servers are probed.
    public var serverProbing = KeepAliveProbing()

    /// `source`: where connections to servers come from that say nothing of it.
    public var source: SourceAddress?

    /// `server` in order.
    public var servers: [ServerSettings] = []

    /// `balance`; roundrobin unless said.
    public var balance: BalanceMethod = .roundRobin

    /// `hash-type`.
    public var hash = HashSettings()

    /// `hash-balance-factor`: percent of the average load that a server may have; nil is off.
    public var hashBalanceFactor: Int?

    /// `hash-preserve-affinity`: whether busy servers are passed over.
    public var hashAffinity = HashAffinity.always

    /// `cookie`.
    public var cookie: PersistenceCookie?

    /// How checked servers are probed.
    public var check = CheckProgram.connect

    /// `option log-health-checks`: each check that changes anything is logged.
    public var logsHealthChecks = false

    /// `retries`: connection attempts after the first; three unless said.
    public var retries = 3

    /// `retry-on`.
    public var retryOn: RetryConditions = [.connectionFailure]

    /// `option redispatch [n]`.
    public var redispatch: Redispatch = .never

    /// `http-reuse`.
    public var connectionReuse: ConnectionReuse = .safe

    /// `load-server-state-from-file`: where the states of servers are read at a start.
    public var serverStateSource: ServerStateSource = .none

    /// `server-state-file-name`: the backend's own file; nil is its name.
    public var serverStateFile: String?

    /// `option allbackups`: all usable backups share the load instead of the first alone.
    public var usesAllBackups = false

    /// `option abortonclose`: a client that closed leaves the queue.
    public var abortsWhenClientCloses = false

    /// `option persist`: a cookie leads even to a server that is down.
    public var persistsToDownServers = false

    /// Where it was declared.
    public var place = DeclarationPlace()

    /// A proxy with the defaults of the manual.
    public init(name: String, id: Int, kind: Kind) {
        self.name = name
        self.id = id
        self.kind = kind
    }

    /// Whether it accepts connections.
    public var hasFrontend: Bool { kind != .backend }

    /// Whether it owns servers.
    public var hasBackend: Bool { kind != .frontend }

    /// The position of a server by name.
    public func serverIndex(named name: String) -> Int? {
        servers.firstIndex { $0.name == name }
    }
}

/// The `timeout` lines of a proxy; nil waits for ever.
public struct Timeouts: Sendable, Hashable {
    /// `client`: no byte from or to the client.
    public var client: Duration?
    /// `server`: no byte from or to the server.
    public var server: Duration?
    /// `connect`: until a server accepted.
    public var connect: Duration?
    /// `queue`: until a server has room; `connect` when not said.
    public var queue: Duration?
    /// `http-request`: until the whole head of a request came.
    public var httpRequest: Duration?
    /// `http-keep-alive`: until the next request begins; `httpRequest` when not said.
    public var httpKeepAlive: Duration?
    /// `tarpit`: how long a request that is tarpitted waits for its answer; `connect` when not said.
    public var tarpit: Duration?
    /// `check`: until a probe answered after it connected.
    public var check: Duration?
    /// `tunnel`: no byte in either direction after an upgrade.
    public var tunnel: Duration?
    /// `client-fin`: no byte to a client that has closed its sending side of a tunnel.
    public var clientFin: Duration?
    /// `server-fin`: no byte from a server that was told so.
    public var serverFin: Duration?

    /// Nothing said.
    public init() {}
}

/// `cookie`: how a client is led back to its server.
public struct PersistenceCookie: Sendable, Hashable {
    /// The name.
    public var name: String
    /// `insert`: the proxy sets it.
    ///
    /// Without it the server does, and the proxy only reads.
    public var inserts = false
    /// `indirect`: servers do not see it, clients get it only when theirs is missing or wrong.
    public var isIndirect = false
    /// `nocache`: responses that set it are marked private.
    public var preventsCaching = false
    /// `postonly`: set only in answers to POST.
    public var onlyAfterPost = false
    /// `preserve`: one that the server sets is left as it is.
    public var preservesServers = false
    /// `httponly`.
    public var isHTTPOnly = false
    /// `secure`.
    public var isSecure = false
    /// `domain`, each one.
    public var domains: [String] = []
    /// `attr`, each one.
    public var attributes: [String] = []

    /// A cookie that the server sets.
    public init(name: String) {
        self.name = name
    }
}

/// `option redispatch`: when a failed attempt leaves the server it was meant for.
public enum Redispatch: Sendable, Hashable {
    /// Never: all attempts go to one server.
    case never
    /// Without a number or with -1: only the last attempt.
    case lastAttempt
    /// With n: every n-th attempt.
    case every(Int)
    /// With -n: on the n-th attempt before the last.
    case beforeLast(Int)
}

/// `http-reuse`: when a kept server connection serves another client.
public enum ConnectionReuse: String, Sendable, Hashable, CaseIterable {
    /// Never.
    case never
    /// For any but a client's first request; the default.
    case safe
    /// For first requests too, on connections that were reused before.
    case aggressive
    /// Always.
    case always
}

/// Where the states of a backend's servers are read at a start.
public enum ServerStateSource: String, Sendable, CaseIterable {
    /// Nowhere.
    case none
    /// In the file of `server-state-file`.
    case global
    /// In the backend's own file.
    case local
}
