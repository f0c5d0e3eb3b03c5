internal import Balancing
public import ProxyConfiguration
internal import Synchronization

/// One backend (or the server side of a listen) as a generation has it: its settings, its servers, and
/// the state that outlives them.
public final class BackendRuntime: Sendable {
    let plan: BackendPlan
    /// Its state.
    let cell: BackendCell
    /// What messages go through.
    let rules: RulePlan
    /// How long its servers are waited for.
    let waits: WaitTimes
    /// Whether its servers are not those of the configuration, because an operator has added some or taken
    /// some away.
    let isChangedByOperator: Bool
    /// Servers that a reload has taken away and that still serve streams of before: one that comes back goes on counting
    /// them.
    let departed: [ServerRuntime]
    private let isDisabled: Bool

    /// What the configuration says of it.
    public var settings: ProxySettings { plan.settings }
    /// Its servers, in the order of the configuration.
    public var servers: [ServerRuntime] { plan.servers }
    /// The name.
    public var name: String { settings.name }

    init(
        _ settings: ProxySettings,
        servers: [ServerRuntime],
        threadCount: Int,
        continuing old: BackendRuntime?,
        isChangedByOperator: Bool = false
    ) {
        plan = BackendPlan(settings, servers: servers)
        cell = old?.cell ?? BackendCell(plan, threadCount: threadCount)
        rules = RulePlan(settings)
        waits = WaitTimes(settings.timeouts)
        isDisabled = settings.isDisabled
        self.isChangedByOperator = isChangedByOperator
        let cells = Set(servers.map { ObjectIdentifier($0.cell) })
        let serving = (old?.departed ?? []).filter { $0.cell.served.current > 0 }
        departed = (serving + (old?.servers ?? [])).filter {
            !cells.contains(ObjectIdentifier($0.cell))
        }
    }

    /// What a server of the next generation goes on as: the one of its name, or one that went away and was in the same
    /// place.
    func predecessor(of settings: ServerSettings) -> ServerRuntime? {
        server(named: settings.name)
            ?? departed.last {
                $0.settings.name == settings.name && $0.settings.address == settings.address
            }
    }

    /// Whether another generation's is this one, but for the servers that operators have added or taken away.
    func isSame(as other: BackendRuntime) -> Bool {
        self === other || (cell === other.cell && settings == other.settings)
    }

    /// Whether rules lead requests to it: it is neither disabled nor unpublished.
    var isEligible: Bool {
        !isDisabled && !cell.isUnpublished.load(ordering: .relaxed)
    }

    /// Has rules lead requests to it, or not any more.
    public func publish(_ isPublished: Bool) {
        cell.isUnpublished.store(!isPublished, ordering: .relaxed)
    }

    /// The server of a name.
    public func server(named name: String) -> ServerRuntime? {
        servers.first { $0.settings.name == name }
    }
}

extension BackendRuntime {
    /// Its numbers.
    public var counters: TrafficCounters { cell.counters }
    /// Streams that wait for any server [qcur qmax].
    public var queue: Gauge { cell.queue }
    /// When it last went up or down: seconds since 1970.
    public var lastChange: Counter { cell.lastChange }
    /// How often it had no usable server.
    public var timesDown: Counter { cell.timesDown }

    /// The servers that balancing may choose, without the backups [act].
    public var usableServers: Int {
        servers.count { !$0.settings.isBackup && $0.acceptsNewStreams && $0.userWeight > 0 }
    }

    /// The backups that balancing may choose [bck].
    public var usableBackups: Int {
        servers.count { $0.settings.isBackup && $0.acceptsNewStreams && $0.userWeight > 0 }
    }

    /// The weight that counts of a server at the moment, in percent of the operator's.
    public func effectivePercent(_ server: ServerRuntime) -> Int {
        cell.state.withLock { state in
            state.position(of: server).map { state.balancer.effectivePercent($0) } ?? 100
        }
    }

    /// Whether weights other than none and all can be given while running.
    public var hasDynamicWeights: Bool { cell.state.withLock { $0.balancer.hasDynamicWeights } }
}

extension BackendRuntime {
    typealias PlaceRequest = BackendCell.PlaceRequest
    typealias Placement = BackendCell.Placement

    /// Gives a stream a place on a server, or in a queue.
    func place(_ request: PlaceRequest) -> Placement { cell.place(request) }

    /// Takes a stream off a server; returns the streams that have got a place by that.
    func release(_ server: ServerRuntime) -> [Invitation] { cell.release(server) }

    /// A stream takes the place that it was given; false when it has none.
    func settle(ticket: UInt64) -> Bool { cell.settle(ticket: ticket) }

    /// Takes a stream out that does not wait any more; returns who got its place if it had one.
    func leaveQueue(ticket: UInt64) -> [Invitation] { cell.leaveQueue(ticket: ticket) }
}
