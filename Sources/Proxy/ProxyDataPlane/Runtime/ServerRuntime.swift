internal import Cryptography
internal import HealthChecking
public import LinuxSystem
public import ProxyConfiguration
internal import Samples
public import Synchronization

/// What an operator wants of a server.
public enum AdminState: UInt8, Sendable, AtomicRepresentable {
    /// It serves when its health allows.
    case ready = 0
    /// It gets no new clients; those bound to it by a cookie go on.
    case drain = 1
    /// It gets nothing, and is not probed.
    case maintenance = 2
}

/// The verdict of the probes on a server.
public enum CheckVerdict: UInt8, Sendable, AtomicRepresentable {
    /// Nobody probes it; it counts as up.
    case unchecked = 0
    /// Up.
    case up = 1
    /// Up, but it answered that it wants no new clients (404).
    case stopping = 2
    /// Down.
    case down = 3
}

/// How the last probe of a server ended, as `show stat` shows it.
public struct LastCheck: Sendable, Hashable {
    /// HAProxy's word, as `L7OK` or `L4CON`.
    public var status = "INI"
    /// The status code of the response; 0 without one.
    public var code = 0
    /// How long it took, in milliseconds.
    public var durationMilliseconds = 0
    /// HAProxy's sentence, as `Layer7 check passed`.
    public var description = "Initializing"
    /// What the check got beyond the sentence, as `Connection refused`.
    public var detail = ""
    /// Successes or failures in a row, as HAProxy's `check_health`.
    public var health = 0
    /// Whether the probes are running at all.
    public var isEnabled = false

    /// No probe yet.
    public init() {}

    /// Whether the code means anything with this status.
    public var tellsCode: Bool { CheckStatus(rawValue: status)?.tellsCode == true }
}

/// One server of a backend as a generation has it: its settings, and the state that outlives them.
///
/// Changes go through ``BackendRuntime``, which tells the balancer.
public final class ServerRuntime: Sendable {
    /// What the configuration says of it.
    public let settings: ServerSettings
    /// Its position in its backend.
    public let index: Int
    /// A number that no server with other settings has or had; idle connections go by it.
    public let serial: Int
    /// Its state.
    let cell: ServerCell
    /// Where the configuration has its checks go; nil where the traffic goes.
    let configuredCheckAddress: SocketAddress?
    /// Its agent; nil when nobody is asked about it.
    public let agent: AgentRuntime?
    /// Counts the errors of its traffic; nil when `observe` was not said.
    let observer: ServerObserver?
    /// Whether all connections to it lead to the same place under the same name.
    let hasFixedRoute: Bool
    /// How long an unused connection to it is kept, in milliseconds.
    let idleLifetime: Int64
    /// Whether a reload has taken it away, so that its connections are not kept.
    let isRetired = Atomic<Bool>(false)
    /// Settings of TLS towards it, as they were read when it was made.
    let tlsContext: TLSContext?
    /// Whether an operator has added it.
    public let isAddedByOperator: Bool

    init(
        _ settings: ServerSettings,
        index: Int,
        serial: Int,
        cell: ServerCell,
        checkAddress: SocketAddress?,
        agentAddress: SocketAddress?,
        tlsContext: TLSContext?,
        isAddedByOperator: Bool = false,
        continuing old: ServerRuntime? = nil
    ) {
        self.settings = settings
        self.index = index
        self.serial = serial
        self.cell = cell
        configuredCheckAddress = checkAddress
        hasFixedRoute = settings.hasFixedRoute
        idleLifetime = settings.idleConnectionLifetime.wholeMilliseconds()
        agent = settings.agent.map {
            AgentRuntime($0, address: agentAddress, continuing: old?.agent)
        }
        observer = settings.check?.observation.map {
            ServerObserver($0, continuing: old?.observer)
        }
        self.tlsContext = tlsContext
        self.isAddedByOperator = isAddedByOperator
    }

    /// The same server at another position of its backend.
    init(_ other: ServerRuntime, index: Int) {
        settings = other.settings
        self.index = index
        serial = other.serial
        cell = other.cell
        configuredCheckAddress = other.configuredCheckAddress
        hasFixedRoute = other.hasFixedRoute
        idleLifetime = other.idleLifetime
        agent = other.agent
        observer = other.observer
        tlsContext = other.tlsContext
        isAddedByOperator = other.isAddedByOperator
    }

    /// Whether it is the same server of the same place as another one, of another generation perhaps.
    func isSamePlace(as other: ServerRuntime) -> Bool { cell === other.cell }
}

extension ServerRuntime {
    /// Its numbers.
    public var counters: TrafficCounters { cell.counters }
    /// Streams that wait for this server [qcur qmax].
    public var queue: Gauge { cell.queue }
    /// How often it went down [chkdown], and probes failed while it was up [chkfail].
    public var timesDown: Counter { cell.timesDown }
    /// See `timesDown`.
    public var failedChecks: Counter { cell.failedChecks }
    /// How often its traffic met too many errors in a row; nil when nobody counts them [hanafail].
    public var observedAlarms: Int? { observer?.alarms.current }
    /// When the state changed last: seconds since 1970.
    public var lastChange: Counter { cell.lastChange }
    /// Seconds it was down before the last change.
    public var downSeconds: Counter { cell.downSeconds }
    /// Open idle connections of all threads.
    public var idleConnections: Counter { cell.idleConnections }
    var connectionNeed: ConnectionNeed { cell.connectionNeed }
    var addressNumber: Counter { cell.addressNumber }

    /// TLS as it is spoken to it now; nil is plain text.
    public var tls: ServerTLS? {
        switch encryption {
        case .configured: settings.tls
        case .off: nil
        case .on: settings.tls ?? settings.spareTLS
        }
    }
    /// Whether an operator has turned TLS on or off.
    public var encryption: EncryptionChoice { cell.encryption.load(ordering: .relaxed) }

    /// What an operator wants of it.
    public var admin: AdminState { cell.adminState.load(ordering: .relaxed) }
    /// What an operator wants of it, whatever the server that it tracks stands in.
    public var ownAdmin: AdminState { cell.ownAdmin.load(ordering: .relaxed) }
    /// What the server that it tracks stands in.
    public var inheritedAdmin: AdminState { cell.inheritedAdmin.load(ordering: .relaxed) }
    /// The verdict of its probes.
    public var check: CheckVerdict { cell.verdict.load(ordering: .relaxed) }
    /// The weight that an operator gave, 0 to 256.
    public var userWeight: Int { cell.weight.load(ordering: .relaxed) }
    /// How many streams it serves at once; nil has no limit [slim].
    public var maximumConnections: Int? {
        let number = cell.limit.load(ordering: .relaxed)
        return number > 0 ? number : nil
    }
    /// The weight at start.
    public var initialWeight: Int { settings.weight }
    /// The share of the weight that counts while it starts slowly, in sixteenths.
    public var sixteenths: Int { cell.slowStartSixteenths.load(ordering: .relaxed) }
    /// How often it began to start slowly.
    var slowStartCount: Int { cell.slowStartNumber.load(ordering: .relaxed) }
    /// Streams it is serving.
    public var servedStreams: Int { cell.served.current }
    /// Streams it is serving and streams that wait for it.
    var streamsInAll: Int { cell.served.current + cell.queue.current }
    /// How the last probe ended.
    public var lastCheck: LastCheck { cell.details.withLock(\.lastCheck) }
    /// Where it is; nil while its name could not be resolved.
    public var address: SocketAddress? { cell.details.withLock(\.address) }
    /// What its name stood for when it was looked up last.
    var lookedUp: SocketAddress? { cell.details.withLock(\.lookedUp) }
    /// The name that is looked up for it, and the addresses that are wanted; nil when it has none.
    public var hostName: (text: String, family: AddressFamily?)? {
        if let given = cell.details.withLock(\.hostName) { return (given, nil) }
        guard case .host(let text, let family, _) = settings.address else { return nil }
        return (text, family)
    }
    /// Whether a lookup while the proxy runs has given it its address.
    var isResolved: Bool { cell.details.withLock(\.isResolved) }
    /// Whether it is in maintenance because its name leads nowhere.
    public var lacksAddress: Bool { cell.isUnresolved.load(ordering: .relaxed) }
    /// Where its checks go when not where the traffic goes.
    public var ownCheckAddress: SocketAddress? { cell.details.withLock(\.ownCheckAddress) }
    /// The port of its checks when it is not the server's.
    public var checkPort: Int? { cell.details.withLock(\.checkPort) }
    /// Where it is probed.
    public var checkAddress: SocketAddress? {
        let (base, port) = cell.details.withLock {
            ($0.ownCheckAddress ?? $0.address, $0.checkPort)
        }
        guard let port else { return base }
        return base?.with(port: UInt16(clamping: port))
    }

    /// Whether its health is probed, unless it is in maintenance.
    public var isProbed: Bool {
        settings.check != nil && cell.areProbesEnabled.load(ordering: .relaxed)
    }

    /// Whether its health lets it serve.
    public var isHealthy: Bool { check != .down && admin != .maintenance }
    /// Whether balancing may choose it.
    public var acceptsNewStreams: Bool {
        admin == .ready && (check == .up || check == .unchecked)
    }
    /// Whether a cookie may lead to it.
    public var acceptsPersistentStreams: Bool { admin != .maintenance && check != .down }
    /// Whether it has no limit or is below it.
    public var hasRoom: Bool {
        guard let limit = maximumConnections else { return true }
        return servedStreams < limit
    }
}

extension ServerSettings {
    /// Whether all connections lead to the same port under the same name in TLS.
    fileprivate var hasFixedRoute: Bool {
        if case .ip(_, .clients) = address { return false }
        if case .ip(let address, _) = address, address.isAny { return false }
        if proxyHeader.isSent { return false }
        return tls?.serverName?.isConstant ?? true
    }
}
