internal import Balancing
internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// The state of one backend that outlives configurations: who waits, how it balances, what it has
/// counted.
///
/// It balances over the servers of the plan that it follows at the moment; whoever asks, of an older
/// generation perhaps, gets a server of that one.
final class BackendCell: Sendable {
    /// Its numbers.
    let counters: TrafficCounters
    /// Streams that wait for any server [qcur qmax].
    let queue = Gauge()
    /// Whether no rule leads requests to it.
    let isUnpublished: Atomic<Bool>
    /// When it last went up or down: seconds since 1970.
    let lastChange = Counter()
    /// How often it had no usable server.
    let timesDown = Counter()

    /// What picking a server needs and changes; one thread at a time.
    struct State: ~Copyable {
        var plan: BackendPlan
        var balancer: Balancer
        /// The balancer as it was before the picks of the window were drawn; nil when none are.
        var beforeWindow: Balancer?
        var waiting = WaitingStreams()
    }

    let state: Mutex<State>
    /// What can be chosen by without the lock.
    let published: Published<BalancingView>
    /// Picks that were drawn beforehand.
    let window = PickWindow()
    /// What `balance random` has drawn last, for each worker.
    let draws: [Counter]

    /// Whether servers are chosen by how many streams they have.
    let isByLeastConnections: Atomic<Bool>

    /// A backend at start, with its first plan.
    init(_ plan: BackendPlan, threadCount: Int) {
        counters = TrafficCounters(threads: threadCount)
        isByLeastConnections = Atomic(plan.isByLeastConnections)
        isUnpublished = Atomic(plan.settings.isUnpublished)
        let balancer = Balancer(of: plan)
        published = Published(BalancingView(plan, balancer), readers: threadCount)
        draws = (0..<threadCount).map { _ in
            let counter = Counter()
            counter.set(Int(UInt32.random(in: 1...UInt32.max)))
            return counter
        }
        state = Mutex(State(plan: plan, balancer: balancer))
        lastChange.set(Int(WallTime.now.seconds))
    }
}

/// The servers of a backend as a generation has them, and how it balances over them.
final class BackendPlan: Sendable {
    let settings: ProxySettings
    let servers: [ServerRuntime]

    init(_ settings: ProxySettings, servers: [ServerRuntime]) {
        self.settings = settings
        self.servers = servers
    }

    var isByLeastConnections: Bool {
        if case .leastConnections = settings.balance { true } else { false }
    }
}

/// What a worker knows of a backend without its lock: the plan, and the balancer as it stands.
final class BalancingView: Sendable {
    /// How a stream can be given a server without the lock.
    enum Way {
        /// By the hash of its key.
        case byHash
        /// In turn, from the window.
        case inTurn
        /// By lot.
        case byLot(draws: Int)
        /// Not at all: limits or least connections need to be looked at together.
        case locked
    }

    let plan: BackendPlan
    let balancer: Balancer
    let way: Way

    init(_ plan: BackendPlan, _ balancer: Balancer) {
        self.plan = plan
        self.balancer = balancer
        way = Self.way(of: plan)
    }

    /// How streams are given the servers of a plan as long as nothing changes.
    static func way(of plan: BackendPlan) -> Way {
        if plan.servers.contains(where: { $0.maximumConnections != nil }) { return .locked }
        return switch plan.settings.balance {
        case .leastConnections: .locked
        case .roundRobin, .staticRoundRobin, .first: .inTurn
        case .random(let draws): .byLot(draws: draws)
        case .source, .uri, .header, .urlParameter: .byHash
        }
    }
}

extension Balancer {
    init(of plan: BackendPlan) {
        self.init(
            method: plan.settings.balance,
            hash: plan.settings.hash,
            servers: plan.servers.map {
                BalancedServer(
                    id: $0.settings.id,
                    weight: $0.userWeight,
                    isBackup: $0.settings.isBackup,
                    acceptsTraffic: $0.acceptsNewStreams
                )
            },
            usesAllBackups: plan.settings.usesAllBackups,
            boundedLoadPercent: plan.settings.hashBalanceFactor,
            affinity: plan.settings.hashAffinity,
            seed: UInt32.random(in: 1...UInt32.max)
        )
    }
}

extension BackendCell.State {
    /// The position of a server in the plan, of whatever generation it is.
    func position(of server: ServerRuntime) -> Int? {
        if server.index < plan.servers.count, plan.servers[server.index].cell === server.cell {
            return server.index
        }
        return plan.servers.firstIndex { $0.cell === server.cell }
    }

    /// The server of a cell in the plan.
    func server(of cell: ServerCell) -> ServerRuntime? { plan.servers.first { $0.cell === cell } }

    /// Tells the balancer what a server of the plan is like now.
    mutating func update(_ position: Int) {
        let server = plan.servers[position]
        balancer.update(
            position,
            acceptsTraffic: server.acceptsNewStreams,
            weight: server.userWeight,
            sixteenths: server.sixteenths,
            inFlight: server.streamsInAll
        )
        balancer.loadChanged(position, inFlight: server.streamsInAll)
    }
}
