internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// The state of one server that outlives configurations: what it serves, who waits for it, its health,
/// and what operators have made of it.
///
/// All threads share it. What traffic reads are atomics; the rest is behind a lock that traffic does
/// not take.
final class ServerCell: Sendable {
    /// A number that no other server of the process has or had.
    let number: Int
    /// Its numbers.
    let counters: TrafficCounters
    /// Streams that wait for this server [qcur qmax].
    let queue = Gauge()
    /// Streams it is serving, of all generations.
    let served = Counter()
    /// How often it went down [chkdown], and probes failed while it was up [chkfail].
    let timesDown = Counter()
    /// See `timesDown`.
    let failedChecks = Counter()
    /// When the state changed last: seconds since 1970.
    let lastChange = Counter()
    /// Seconds it was down before the last change.
    let downSeconds = Counter()
    /// Open idle connections of all threads.
    let idleConnections = Counter()
    /// The threads that have some of them.
    let lenders = LenderSet()
    /// How many of them are worth keeping.
    let connectionNeed = ConnectionNeed()
    /// How often it was given another address.
    let addressNumber = Counter()

    /// What counts of what is wanted of it: what an operator wants, and what the server that it tracks
    /// stands in.
    let adminState: Atomic<AdminState>
    /// What an operator wants of it.
    let ownAdmin: Atomic<AdminState>
    /// What the server that it tracks stands in.
    let inheritedAdmin = Atomic<AdminState>(.ready)
    let verdict: Atomic<CheckVerdict>
    let weight: Atomic<Int>
    /// Streams at once, for which `maxconn` is the beginning; none are not limited.
    let limit: Atomic<Int>
    /// Whether probes run, where the configuration has them.
    let areProbesEnabled = Atomic<Bool>(true)
    /// Whether it is in maintenance because its name leads nowhere.
    let isUnresolved: Atomic<Bool>
    /// Whether an operator has turned TLS towards it on or off.
    let encryption = Atomic<EncryptionChoice>(.configured)
    let slowStartSixteenths = Atomic<Int>(16)
    /// How often it began to start slowly.
    let slowStartNumber = Atomic<Int>(0)
    let details: Mutex<Details>

    struct Details: Sendable {
        var address: SocketAddress?
        /// What the name stood for when it was looked up last; nil when there is no name.
        var lookedUp: SocketAddress?
        /// Whether a lookup while the proxy runs has given it its address.
        var isResolved = false
        /// The name that an operator has given; nil while the configuration's counts.
        var hostName: String?
        /// `addr` of the checks; nil when they go where the traffic goes.
        var ownCheckAddress: SocketAddress?
        /// The port of the checks; nil when it follows.
        var checkPort: Int?
        var lastCheck = LastCheck()
    }

    /// A server at start.
    init(
        _ settings: ServerSettings,
        number: Int,
        address: SocketAddress?,
        ownCheckAddress: SocketAddress?,
        threadCount: Int
    ) {
        self.number = number
        counters = TrafficCounters(threads: threadCount)
        let isOff = settings.isDisabled || address == nil
        adminState = Atomic(isOff ? .maintenance : .ready)
        ownAdmin = Atomic(isOff ? .maintenance : .ready)
        let lacksAddress = address == nil && settings.resolution != nil
        isUnresolved = Atomic(lacksAddress && !settings.isDisabled)
        let atStart: CheckVerdict = settings.check?.initialState?.isUp == false ? .down : .up
        let isJudged = settings.check != nil || settings.tracked != nil
        verdict = Atomic(isJudged ? atStart : .unchecked)
        weight = Atomic(settings.weight)
        limit = Atomic(settings.maximumConnections ?? 0)
        var details = Details(address: address, ownCheckAddress: ownCheckAddress)
        details.checkPort = settings.check?.port
        if case .host = settings.address { details.lookedUp = address }
        self.details = Mutex(details)
        lastChange.set(Int(WallTime.now.seconds))
    }

    /// Notes what an operator wants; what counts is the stronger of that and of what is inherited.
    func setOwnAdmin(_ state: AdminState) {
        ownAdmin.store(state, ordering: .relaxed)
        combineAdmin()
    }

    /// Notes what the server that it tracks stands in.
    func setInheritedAdmin(_ state: AdminState) {
        inheritedAdmin.store(state, ordering: .relaxed)
        combineAdmin()
    }

    private func combineAdmin() {
        let own = ownAdmin.load(ordering: .relaxed)
        let inherited = inheritedAdmin.load(ordering: .relaxed)
        adminState.store(own.rawValue > inherited.rawValue ? own : inherited, ordering: .relaxed)
    }

    /// Goes on as a server with settings that a reload has brought; what an operator has changed stays as
    /// he left it.
    func follow(_ server: ServerRuntime, since before: ServerRuntime) {
        let (settings, old) = (server.settings, before.settings)
        switch (settings.check, verdict.load(ordering: .relaxed)) {
        case (nil, _) where settings.tracked != nil: break
        case (nil, _):
            let isKeptDown = server.agent?.keepsDown == true
            verdict.store(isKeptDown ? .down : .unchecked, ordering: .relaxed)
        case (.some, .unchecked): verdict.store(.up, ordering: .relaxed)
        case (.some, _): break
        }
        if weight.load(ordering: .relaxed) == old.weight {
            weight.store(settings.weight, ordering: .relaxed)
        }
        if limit.load(ordering: .relaxed) == old.maximumConnections ?? 0 {
            limit.store(settings.maximumConnections ?? 0, ordering: .sequentiallyConsistent)
        }
        if (settings.tls == nil) != (old.tls == nil)
            || settings.spareTLS == nil && settings.tls == nil
        {
            encryption.store(.configured, ordering: .relaxed)
        }
        details.withLock { details in
            if details.checkPort == old.check?.port { details.checkPort = settings.check?.port }
            if details.ownCheckAddress == before.configuredCheckAddress {
                details.ownCheckAddress = server.configuredCheckAddress
            }
        }
    }
}
