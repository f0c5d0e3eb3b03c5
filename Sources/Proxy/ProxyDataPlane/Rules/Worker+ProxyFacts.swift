internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// Names and numbers of the frontend, backend and server of a stream, or of others by name.
extension Worker {
    func proxyFact(
        _ fact: StreamFact,
        _ stream: Stream,
        _ subject: FactSubject,
        _ arena: inout SampleArena
    ) -> Sample? {
        switch fact {
        case .frontendName: return text(stream.frontend.name, &arena)
        case .frontendID: return .integer(stream.frontend.settings.id)
        case .defaultBackend: return text(stream.frontend.settings.defaultBackend, &arena)
        case .backendName: return text(stream.backend?.name ?? stream.frontend.name, &arena)
        case .backendID: return .integer((stream.backend?.settings ?? stream.frontend.settings).id)
        case .serverName: return text(stream.server?.settings.name, &arena)
        case .serverID: return (stream.server?.settings.id).map { .integer($0) }
        case .targetName:
            if stream.answeredBy == .statistics { return .text("<STATS>") }
            return text(stream.server?.settings.name, &arena) ?? .text("<NOSRV>")
        case .frontendConnections, .frontendRequestRate, .frontendSessionRate:
            return frontend(subject, stream).flatMap { frontendFact(fact, $0) }
        case .clientTimeout, .frontendClientTimeout:
            return milliseconds(stream.frontend.settings.timeouts.client)
        case .frontendTarpitTimeout:
            return milliseconds(stream.frontend.settings.timeouts.tarpit)
        case .serverConnections, .serverFreeConnections, .serverQueue, .serverIsUp, .serverWeight,
            .serverInitialWeight, .serverUserWeight, .serverSessionRate:
            if fact == .serverConnections, subject.server.isEmpty {
                return .integer(stream.server.map { max(0, $0.servedStreams - 1) } ?? 0)
            }
            return server(subject, stream).flatMap { serverFact(fact, $0, stream) }
        default:
            if fact == .backendConnections, subject.index == 1 {
                return .integer(
                    stream.backend.map { max(0, $0.counters.sessions.current - 1) } ?? 0
                )
            }
            return backend(subject, stream).flatMap { backendFact(fact, $0, stream) }
        }
    }

    private func frontend(_ subject: FactSubject, _ stream: Stream) -> FrontendRuntime? {
        if subject.proxy.isEmpty { return stream.frontend }
        return generation.frontends.first { subject.proxy.elementsEqual($0.name.utf8) }
    }

    private func backend(_ subject: FactSubject, _ stream: Stream) -> BackendRuntime? {
        if subject.proxy.isEmpty { return stream.backend }
        return generation.backends.first { subject.proxy.elementsEqual($0.name.utf8) }
    }

    private func server(_ subject: FactSubject, _ stream: Stream) -> ServerRuntime? {
        backend(subject, stream)?.servers.first {
            subject.server.elementsEqual($0.settings.name.utf8)
        }
    }

    private func frontendFact(_ fact: StreamFact, _ frontend: FrontendRuntime) -> Sample? {
        switch fact {
        case .frontendConnections: .integer(frontend.counters.sessions.current)
        case .frontendRequestRate: .integer(frontend.counters.requestRate.perSecond(at: now))
        default: .integer(frontend.counters.sessionRate.perSecond(at: now))
        }
    }

    private func backendFact(
        _ fact: StreamFact,
        _ backend: BackendRuntime,
        _ stream: Stream
    ) -> Sample? {
        let timeouts = backend.settings.timeouts
        let usable = backend.usableServers + backend.usableBackups
        switch fact {
        case .usableServers: return .integer(usable)
        case .backendConnections: return .integer(backend.counters.sessions.current)
        case .backendSessionRate:
            return .integer(backend.counters.sessionRate.perSecond(at: now))
        case .backendQueue: return .integer(waiting(backend))
        case .averageQueue:
            let total = waiting(backend)
            return .integer(usable > 0 ? (total + usable - 1) / usable : total * 1000)
        case .backendFreeConnections, .backendSlots: return freeConnections(fact, backend)
        case .serverTimeout:
            return stream.extras?.serverTimeout.map { .integer($0) }
                ?? milliseconds(timeouts.server)
        case .tunnelTimeout:
            return stream.extras?.tunnelTimeout.map { .integer($0) }
                ?? milliseconds(timeouts.tunnel)
        case .backendServerTimeout: return milliseconds(timeouts.server)
        case .backendTunnelTimeout: return milliseconds(timeouts.tunnel)
        case .connectTimeout, .backendConnectTimeout: return milliseconds(timeouts.connect)
        case .queueTimeout, .backendQueueTimeout: return milliseconds(timeouts.queue)
        case .tarpitTimeout, .backendTarpitTimeout: return milliseconds(timeouts.tarpit)
        case .maximumRetries: return .integer(backend.settings.retries)
        default: return nil
        }
    }

    private func milliseconds(_ time: Duration?) -> Sample? {
        time.map { .integer($0.wholeMilliseconds()) }
    }

    private func waiting(_ backend: BackendRuntime) -> Int {
        backend.queue.current + backend.servers.reduce(0) { $0 + $1.queue.current }
    }

    /// The streams that servers have room for; -1 when one of them has no limit.
    private func freeConnections(_ fact: StreamFact, _ backend: BackendRuntime) -> Sample {
        var free = 0
        for server in backend.servers where server.acceptsNewStreams {
            guard let limit = server.maximumConnections else { return .integer(-1) }
            free += max(0, limit - server.servedStreams)
            if fact == .backendSlots, let queue = server.settings.maximumQueue {
                free += max(0, queue - server.queue.current)
            }
        }
        return .integer(free)
    }

    private func serverFact(
        _ fact: StreamFact,
        _ server: ServerRuntime,
        _ stream: Stream
    ) -> Sample? {
        switch fact {
        case .serverConnections: return .integer(server.servedStreams)
        case .serverFreeConnections:
            guard let limit = server.maximumConnections else { return .integer(-1) }
            return .integer(max(0, limit - server.servedStreams))
        case .serverQueue: return .integer(server.queue.current)
        case .serverIsUp: return .bool(server.acceptsNewStreams)
        case .serverWeight: return .integer(server.userWeight * server.sixteenths / 16)
        case .serverInitialWeight: return .integer(server.initialWeight)
        case .serverUserWeight: return .integer(server.userWeight)
        case .serverSessionRate: return .integer(server.counters.sessionRate.perSecond(at: now))
        default: return nil
        }
    }
}
