internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

extension BackendRuntime {
    /// What it can tell of itself to anybody; nil when that is no fact of a backend.
    func fact(_ fact: StreamFact, at now: Int64) -> Sample? {
        let timeouts = settings.timeouts
        let usable = usableServers + usableBackups
        switch fact {
        case .usableServers: return .integer(usable)
        case .backendConnections: return .integer(counters.sessions.current)
        case .backendSessionRate: return .integer(counters.sessionRate.perSecond(at: now))
        case .backendQueue: return .integer(waitingCount)
        case .averageQueue:
            let total = waitingCount
            return .integer(usable > 0 ? (total + usable - 1) / usable : total * 1000)
        case .backendFreeConnections: return freeConnections(countingQueues: false)
        case .backendSlots: return freeConnections(countingQueues: true)
        case .serverTimeout, .backendServerTimeout: return .milliseconds(timeouts.server)
        case .tunnelTimeout, .backendTunnelTimeout: return .milliseconds(timeouts.tunnel)
        case .connectTimeout, .backendConnectTimeout: return .milliseconds(timeouts.connect)
        case .queueTimeout, .backendQueueTimeout: return .milliseconds(timeouts.queue)
        case .tarpitTimeout, .backendTarpitTimeout: return .milliseconds(timeouts.tarpit)
        case .maximumRetries: return .integer(settings.retries)
        default: return nil
        }
    }

    private var waitingCount: Int {
        queue.current + servers.reduce(0) { $0 + $1.queue.current }
    }

    /// The streams that servers have room for; -1 when one of them has no limit.
    private func freeConnections(countingQueues: Bool) -> Sample {
        var free = 0
        for server in servers where server.acceptsNewStreams {
            guard let limit = server.maximumConnections else { return .integer(-1) }
            free += max(0, limit - server.servedStreams)
            if countingQueues, let queue = server.settings.maximumQueue {
                free += max(0, queue - server.queue.current)
            }
        }
        return .integer(free)
    }
}

extension ServerRuntime {
    /// What it can tell of itself to anybody; nil when that is no fact of a server.
    func fact(_ fact: StreamFact, at now: Int64) -> Sample? {
        switch fact {
        case .serverConnections: return .integer(servedStreams)
        case .serverFreeConnections:
            guard let limit = maximumConnections else { return .integer(-1) }
            return .integer(max(0, limit - servedStreams))
        case .serverQueue: return .integer(queue.current)
        case .serverIsUp: return .bool(acceptsNewStreams)
        case .serverWeight: return .integer(userWeight * sixteenths / 16)
        case .serverInitialWeight: return .integer(initialWeight)
        case .serverUserWeight: return .integer(userWeight)
        case .serverSessionRate: return .integer(counters.sessionRate.perSecond(at: now))
        default: return nil
        }
    }
}

extension Sample {
    /// A time, if there is one.
    static func milliseconds(_ time: Duration?) -> Sample? {
        time.map { .integer($0.wholeMilliseconds()) }
    }
}
