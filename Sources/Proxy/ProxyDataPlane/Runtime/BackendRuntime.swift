internal import Balancing
internal import LinuxSystem
public import ProxyConfiguration
internal import Synchronization

/// One backend (or the server side of a listen) while the proxy runs: its servers, its balancer, its
/// queue, its numbers.
public final class BackendRuntime: Sendable {
    /// What the configuration says of it.
    public let settings: ProxySettings
    /// Whether there are rules that requests go through, or requests that the proxy answers itself.
    let decidesRequests: Bool
    /// Its servers, in the order of the configuration.
    public let servers: [ServerRuntime]
    /// Its numbers.
    public let counters: TrafficCounters
    /// Streams that wait for any server [qcur qmax].
    public let queue: Gauge
    /// When it last went up or down: seconds since 1970.
    public let lastChange: Counter
    /// How often it had no usable server.
    public let timesDown: Counter

    let state: Mutex<State>

    /// What picking a server needs and changes; one thread at a time.
    struct State: ~Copyable {
        var balancer: Balancer
        var waiting: WaitingStreams
        /// What a reload has put in the backend's place.
        var successor: BackendRuntime?
    }

    /// Whether there is a successor.
    let isReplaced = Atomic<Bool>(false)

    /// The name.
    public var name: String { settings.name }

    init(
        _ settings: ProxySettings,
        servers: [ServerRuntime],
        threadCount: Int,
        continuing old: BackendRuntime?
    ) {
        self.settings = settings
        decidesRequests = settings.decidesRequests
        self.servers = servers
        counters = old?.counters ?? TrafficCounters(threads: threadCount)
        queue = old?.queue ?? Gauge()
        lastChange = old?.lastChange ?? Counter()
        timesDown = old?.timesDown ?? Counter()
        if old == nil { lastChange.set(Int(WallTime.now.seconds)) }
        let balanced = servers.map {
            BalancedServer(
                id: $0.settings.id,
                weight: $0.userWeight,
                isBackup: $0.settings.isBackup,
                acceptsTraffic: $0.acceptsNewStreams
            )
        }
        state = Mutex(
            State(
                balancer: Balancer(
                    method: settings.balance,
                    hash: settings.hash,
                    servers: balanced,
                    usesAllBackups: settings.usesAllBackups,
                    boundedLoadPercent: settings.hashBalanceFactor,
                    seed: UInt32.random(in: 1...UInt32.max)
                ),
                waiting: WaitingStreams(serverCount: servers.count)
            )
        )
    }

    /// The server of a name.
    public func server(named name: String) -> ServerRuntime? {
        servers.first { $0.settings.name == name }
    }

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
        state.withLock { $0.balancer.effectivePercent(server.index) }
    }

    /// Whether weights other than none and all can be given while running.
    public var hasDynamicWeights: Bool { state.withLock { $0.balancer.hasDynamicWeights } }

    /// Tells the balancer what became of a server.
    func refresh(_ server: ServerRuntime) {
        state.withLock { state in
            state.balancer.update(
                server.index,
                acceptsTraffic: server.acceptsNewStreams,
                weight: server.userWeight,
                sixteenths: server.sixteenths,
                inFlight: server.streamsInAll
            )
        }
    }
}

/// How busy the servers of a backend are, for the balancer.
struct RunningLoads: ServerLoads {
    let servers: [ServerRuntime]

    func served(_ server: Int) -> Int { servers[server].servedStreams }

    func hasRoom(_ server: Int) -> Bool { servers[server].hasRoom }

    func canQueue(_ server: Int) -> Bool {
        let server = servers[server]
        guard let limit = server.maximumConnections else { return true }
        guard let queueLimit = server.settings.maximumQueue else { return true }
        return server.servedStreams < limit || server.queue.current < queueLimit
    }

    var servedByAll: Int { servers.reduce(0) { $0 + $1.servedStreams } }
}
