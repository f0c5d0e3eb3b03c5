public import Diagnostics
public import LinuxSystem
public import ProxyConfiguration
internal import Samples
internal import Synchronization

/// Answers a request for the statistics page: the request's method, target, headers and body, and
/// the proxy whose page it is, to a whole response; nil is `403 Forbidden`.
public typealias StatsPageRenderer =
    @Sendable (StatsPageRequest, ProxyRuntime) -> StatsPageResponse

/// A request for the statistics page of a proxy.
public struct StatsPageRequest: Sendable, Equatable {
    /// The proxy whose page it is.
    public var proxy: ProxySettings
    /// The method.
    public var method: String
    /// The target with its query.
    public var target: String
    /// The value of `Authorization`; nil without one.
    public var authorization: String?
    /// Whether `stats admin` lets the client change servers.
    public var isAdministrator = false
    /// The body of a POST; nil when it is too long.
    public var body: [UInt8]?
}

/// The answer to a request for the statistics page.
public struct StatsPageResponse: Sendable {
    /// The status code.
    public var status: Int
    /// Header lines without `Content-Length` and `Connection`.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The running proxy: the root from which the control plane reads and changes everything.
public final class ProxyRuntime: Sendable {
    /// When it was started.
    public let startTime: WallTime
    /// The moment of the start by the clock that only goes forward.
    public let startInstant: MonotonicInstant
    /// Client connections of the process [CurrConns CumConns].
    public let connections = Gauge()
    /// Client connections over TLS.
    public let tlsConnections = Gauge()
    /// Requests of the process, and its rates.
    public let counters: ProcessCounters
    /// Whether the process is stopping.
    public var isStopping: Bool { stopping.load(ordering: .relaxed) }
    /// How many worker threads there are.
    public let threadCount: Int
    /// The most client connections at once; a reload may change it.
    public var maximumConnections: Int { connectionLimit.load(ordering: .relaxed) }
    /// Writes lines to the logs of the configuration.
    public let logs = LogWriter()

    let stopping = Atomic<Bool>(false)
    private let lookUp: NameLookup
    let connectionLimit: Atomic<Int>
    let rateLimit = Atomic<Int>(0)
    private let shared: Mutex<Shared>
    private let serials = Atomic<Int>(0)
    private let waitingWorkers = Atomic<Int>(0)

    private struct Shared: Sendable {
        var generation: Generation
        var workers: [WorkerInbox] = []
        var renderer: StatsPageRenderer?
        var pages: PageRendering?
        var changesOrdered: (@Sendable (PageOrder) -> Void)?
        var serverChanged: (@Sendable (BackendRuntime, ServerRuntime) -> Void)?
        var errorsObserved: (@Sendable (ObservedErrors) -> Void)?
        var resolversReports: [ResolversReport] = []
        var slowStartBegan: (@Sendable (SlowStartBeginning) -> Void)?
        var generationChanged: (@Sendable (Generation) -> Void)?
        var hostNamesChanged: (@Sendable (Generation) -> Void)?
        var admissionChanged: (@Sendable (FrontendRuntime) -> Void)?
    }

    /// Prepares to run a configuration; nothing listens yet.
    public convenience init(_ configuration: ProxyConfiguration) throws(DiagnosticList) {
        try self.init(configuration, lookUp: AddressBook.system)
    }

    init(
        _ configuration: ProxyConfiguration,
        lookUp: @escaping NameLookup
    ) throws(DiagnosticList) {
        self.lookUp = lookUp
        startTime = .now
        startInstant = MonotonicClock.now
        threadCount = configuration.global.threads
        counters = ProcessCounters(threads: threadCount)
        connectionLimit = Atomic(configuration.global.connectionLimit)
        var serial = 0
        let generation = try Generation(configuration, continuing: nil, lookUp: lookUp) {
            serial += 1
            return serial
        }
        serials.store(serial, ordering: .relaxed)
        shared = Mutex(Shared(generation: generation))
        generation.alignTrackers()
        InitialVariable.apply(configuration.global.variables)
    }

    /// What is run at the moment.
    public var generation: Generation { shared.withLock(\.generation) }

    /// Who answers requests for the statistics page; set at start.
    public var statsPageRenderer: StatsPageRenderer? {
        get { shared.withLock(\.renderer) }
        set { shared.withLock { $0.renderer = newValue } }
    }

    /// Called by workers for requests that are to change servers by the statistics page.
    public var onPageChange: (@Sendable (PageOrder) -> Void)? {
        get { shared.withLock(\.changesOrdered) }
        set { shared.withLock { $0.changesOrdered = newValue } }
    }

    /// Where workers order statistics pages; set at start.
    var pages: PageRendering? {
        get { shared.withLock(\.pages) }
        set { shared.withLock { $0.pages = newValue } }
    }

    /// Called after the state of a server changed; the checks start or stop by it.
    var onServerChange: (@Sendable (BackendRuntime, ServerRuntime) -> Void)? {
        get { shared.withLock(\.serverChanged) }
        set { shared.withLock { $0.serverChanged = newValue } }
    }

    /// Called by workers when traffic has met too many errors at a server; the checks react to it.
    var onObservedErrors: (@Sendable (ObservedErrors) -> Void)? {
        get { shared.withLock(\.errorsObserved) }
        set { shared.withLock { $0.errorsObserved = newValue } }
    }

    /// Called after a server began to start slowly; the control loop gives it its weight back.
    var onSlowStart: (@Sendable (SlowStartBeginning) -> Void)? {
        get { shared.withLock(\.slowStartBegan) }
        set { shared.withLock { $0.slowStartBegan = newValue } }
    }

    /// Called on the control loop when other plans are run; the workers and the checks learn of them.
    var onGenerationChange: (@Sendable (Generation) -> Void)? {
        get { shared.withLock(\.generationChanged) }
        set { shared.withLock { $0.generationChanged = newValue } }
    }

    /// Called on the control loop when another name is to be looked up for a server.
    var onHostNameChange: (@Sendable (Generation) -> Void)? {
        get { shared.withLock(\.hostNamesChanged) }
        set { shared.withLock { $0.hostNamesChanged = newValue } }
    }

    /// Called on the control loop when a frontend is to take clients, or none.
    var onAdmissionChange: (@Sendable (FrontendRuntime) -> Void)? {
        get { shared.withLock(\.admissionChanged) }
        set { shared.withLock { $0.admissionChanged = newValue } }
    }

    /// What the name servers of each `resolvers` section have done so far.
    public internal(set) var resolversReports: [ResolversReport] {
        get { shared.withLock(\.resolversReports) }
        set { shared.withLock { $0.resolversReports = newValue } }
    }

    /// Builds what runs another configuration; what did not change lives on in it.
    func prepare(
        _ configuration: ProxyConfiguration,
        continuing old: Generation
    ) throws(DiagnosticList) -> Generation {
        try Generation(configuration, continuing: old, lookUp: lookUp) {
            nextSerial()
        }
    }

    func nextSerial() -> Int { serials.wrappingAdd(1, ordering: .relaxed).newValue }

    /// Runs a generation with other plans of the same configuration.
    func run(_ generation: Generation) {
        adopt(generation)
        onGenerationChange?(generation)
    }

    /// Runs a generation from now on.
    func adopt(_ generation: Generation) {
        // Who adopts is one thread: no other generation comes between.
        let before = self.generation.configuration
        generation.configuration.patterns.adopt(before.patterns)
        let old = shared.withLock { shared in
            let old = shared.generation
            shared.generation = generation
            return old
        }
        // A limit that an operator has set stays while the configuration's does.
        let limit = generation.configuration.global.connectionLimit
        if limit != old.configuration.global.connectionLimit {
            connectionLimit.store(limit, ordering: .relaxed)
        }
        followPlans(of: generation, since: old)
        generation.alignTrackers()
        // A variable that an operator or traffic has set stays while the configuration's value does.
        let known = Set(before.global.variables)
        InitialVariable.apply(
            generation.configuration.global.variables.filter { !known.contains($0) }
        )
        for move in generation.moves { apply(move) }
    }

    var workers: [WorkerInbox] { shared.withLock(\.workers) }

    func add(_ worker: WorkerInbox) {
        shared.withLock { $0.workers.append(worker) }
    }

    /// Remembers that a worker has a listener that waits for room; it looks again after this call,
    /// because room may have come just before it.
    func waitForRoom(_ worker: WorkerInbox) {
        if !worker.waitsForRoom.exchange(true, ordering: .sequentiallyConsistent) {
            waitingWorkers.add(1, ordering: .sequentiallyConsistent)
        }
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// A client's connection has ended and is not counted any more: workers whose listeners wait for
    /// room learn of it, this one's own too.
    func connectionEnded() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        guard waitingWorkers.load(ordering: .relaxed) > 0 else { return }
        for worker in workers
        where worker.waitsForRoom.exchange(false, ordering: .sequentiallyConsistent) {
            waitingWorkers.subtract(1, ordering: .sequentiallyConsistent)
            worker.post(.roomForConnections)
        }
    }
}

extension GlobalSettings {
    /// `maxconn`, or what the limit of open files allows: a connection takes two of them.
    var connectionLimit: Int {
        maximumConnections
            ?? max(100, Int(clamping: CurrentProcess.openFileLimit.current / 2) - 100)
    }
}
