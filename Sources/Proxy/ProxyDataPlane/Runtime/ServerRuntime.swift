internal import Cryptography
internal import HealthChecking
public import LinuxSystem
public import ProxyConfiguration
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

/// One server of a backend while the proxy runs: its state, its numbers, its way to be reached.
///
/// All threads share it. What traffic reads are atomics; the rest is behind a lock that traffic
/// does not take. Changes go through ``BackendRuntime``, which tells the balancer.
public final class ServerRuntime: Sendable {
    /// What the configuration says of it.
    public let settings: ServerSettings
    /// Its position in its backend.
    public let index: Int
    /// A number that no other server of the process has or had; idle connections go by it.
    public let serial: Int
    /// Its numbers.
    public let counters: TrafficCounters
    /// Streams that wait for this server [qcur qmax].
    public let queue: Gauge

    /// How often it went down [chkdown], and probes failed while it was up [chkfail].
    public let timesDown: Counter
    /// See `timesDown`.
    public let failedChecks: Counter
    /// Its agent; nil when nobody is asked about it.
    public let agent: AgentRuntime?
    /// Counts the errors of its traffic; nil when `observe` was not said.
    let observer: ServerObserver?
    /// How often its traffic met too many errors in a row; nil when nobody counts them [hanafail].
    public var observedAlarms: Int? { observer?.alarms.current }
    /// When the state changed last: seconds since 1970.
    public let lastChange: Counter
    /// Seconds it was down before the last change.
    public let downSeconds: Counter
    /// Open idle connections of all threads.
    public let idleConnections: Counter
    /// How many of them are worth keeping.
    let connectionNeed = ConnectionNeed()
    /// How often it was given another address.
    let addressNumber = Counter()
    /// Whether all connections to it lead to the same place under the same name.
    let hasFixedRoute: Bool
    /// Whether a reload has taken it away, so that its connections are not kept.
    let isRetired = Atomic<Bool>(false)

    let adminState: Atomic<AdminState>
    let verdict: Atomic<CheckVerdict>
    let weight: Atomic<Int>
    /// Streams at once, for which `maxconn` is the beginning; none are not limited.
    let limit: Atomic<Int>
    let slowStartSixteenths: Atomic<Int>
    /// How often it began to start slowly.
    let slowStartNumber = Atomic<Int>(0)
    /// Streams it is serving, of all generations.
    let served: Counter
    /// Settings of TLS towards it, as they were read when it was made.
    let tlsContext: TLSContext?
    /// Whether it is in maintenance because its name leads nowhere.
    let isUnresolved: Atomic<Bool>
    let details: Mutex<Details>

    struct Details: Sendable {
        var address: SocketAddress?
        /// What the name stood for when it was looked up last; nil when there is no name.
        var lookedUp: SocketAddress?
        /// Whether a lookup while the proxy runs has given it its address.
        var isResolved = false
        /// `addr` of the checks; nil when they go where the traffic goes.
        var ownCheckAddress: SocketAddress?
        var lastCheck = LastCheck()
    }

    /// What an operator wants of it.
    public var admin: AdminState { adminState.load(ordering: .relaxed) }
    /// The verdict of its probes.
    public var check: CheckVerdict { verdict.load(ordering: .relaxed) }
    /// The weight that an operator gave, 0 to 256.
    public var userWeight: Int { weight.load(ordering: .relaxed) }
    /// How many streams it serves at once; nil has no limit [slim].
    public var maximumConnections: Int? {
        let number = limit.load(ordering: .relaxed)
        return number > 0 ? number : nil
    }
    /// The weight at start.
    public var initialWeight: Int { settings.weight }
    /// The share of the weight that counts while it starts slowly, in sixteenths.
    public var sixteenths: Int { slowStartSixteenths.load(ordering: .relaxed) }
    /// Streams it is serving.
    public var servedStreams: Int { served.current }
    /// Streams it is serving and streams that wait for it.
    var streamsInAll: Int { served.current + queue.current }
    /// How the last probe ended.
    public var lastCheck: LastCheck { details.withLock(\.lastCheck) }
    /// Where it is; nil while its name could not be resolved.
    public var address: SocketAddress? { details.withLock(\.address) }
    /// What its name stood for when it was looked up last.
    var lookedUp: SocketAddress? { details.withLock(\.lookedUp) }
    /// Whether a lookup while the proxy runs has given it its address.
    var isResolved: Bool { details.withLock(\.isResolved) }
    /// Whether it is in maintenance because its name leads nowhere.
    public var lacksAddress: Bool { isUnresolved.load(ordering: .relaxed) }
    /// Where it is probed.
    public var checkAddress: SocketAddress? {
        let base = details.withLock { $0.ownCheckAddress ?? $0.address }
        guard let port = settings.check?.port else { return base }
        return base?.with(port: UInt16(clamping: port))
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

    /// Whether it is the same server of the same place as another one, of another generation perhaps.
    func isSamePlace(as other: ServerRuntime) -> Bool { served === other.served }

    /// A server at start, or after a reload with the state of the one before it.
    init(
        _ settings: ServerSettings,
        index: Int,
        serial: Int,
        address: SocketAddress?,
        ownCheckAddress: SocketAddress?,
        agentAddress: SocketAddress?,
        tlsContext: TLSContext?,
        threadCount: Int,
        continuing old: ServerRuntime? = nil
    ) {
        self.settings = settings
        hasFixedRoute = settings.hasFixedRoute
        self.index = index
        self.serial = serial
        counters = old?.counters ?? TrafficCounters(threads: threadCount)
        queue = old?.queue ?? Gauge()
        timesDown = old?.timesDown ?? Counter()
        failedChecks = old?.failedChecks ?? Counter()
        let agent = settings.agent.map {
            AgentRuntime($0, address: agentAddress, continuing: old?.agent)
        }
        self.agent = agent
        observer = settings.check?.observation.map {
            ServerObserver($0, continuing: old?.observer)
        }
        lastChange = old?.lastChange ?? Counter()
        downSeconds = old?.downSeconds ?? Counter()
        idleConnections = Counter()
        let isOff = settings.isDisabled || address == nil
        adminState = Atomic(old?.admin ?? (isOff ? .maintenance : .ready))
        let lacksAddress = address == nil && settings.resolution != nil
        isUnresolved = Atomic(old?.lacksAddress ?? (lacksAddress && !settings.isDisabled))
        let kept = old.map(\.check)
        let unprobed: CheckVerdict = agent?.keepsDown == true ? .down : .unchecked
        let atStart: CheckVerdict = settings.check?.initialState?.isUp == false ? .down : .up
        verdict = Atomic(
            settings.check == nil ? unprobed : kept == .unchecked ? .up : kept ?? atStart
        )
        let weightWasChanged = old.map { $0.userWeight != $0.settings.weight } ?? false
        weight = Atomic(weightWasChanged ? old?.userWeight ?? settings.weight : settings.weight)
        let configured = settings.maximumConnections ?? 0
        let limitBefore = old?.limit.load(ordering: .relaxed)
        let limitWasChanged =
            old.map { limitBefore != $0.settings.maximumConnections ?? 0 } ?? false
        limit = Atomic(limitWasChanged ? limitBefore ?? configured : configured)
        slowStartSixteenths = Atomic(16)
        served = old?.served ?? Counter()
        self.tlsContext = tlsContext
        var details = Details(address: address, ownCheckAddress: ownCheckAddress)
        if case .host = settings.address { details.lookedUp = old?.lookedUp ?? address }
        if let old { details.lastCheck = old.lastCheck }
        self.details = Mutex(details)
        if old == nil { lastChange.set(Int(WallTime.now.seconds)) }
    }
}

extension ServerSettings {
    /// Whether all connections lead to the same port under the same name in TLS.
    fileprivate var hasFixedRoute: Bool {
        if case .ip(_, .clients) = address { return false }
        if proxyHeader.isSent { return false }
        guard let name = tls?.serverName else { return true }
        if case .text = name.fetch { return true }
        return false
    }
}
