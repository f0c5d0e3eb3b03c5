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
        case .clientConnectionNumber:
            return number(subject, of: stream.client.transport.socket)
        case .serverConnectionNumber:
            return stream.connection.flatMap { number(subject, of: $0.transport.socket) }
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
        case .clientTimeout where stream.extras?.clientTimeout != nil:
            return stream.extras?.clientTimeout.map { .integer($0) }
        case .clientTimeout, .frontendClientTimeout:
            return .milliseconds(stream.frontend.settings.timeouts.client)
        case .frontendTarpitTimeout:
            return .milliseconds(stream.frontend.settings.timeouts.tarpit)
        case .serverConnections, .serverFreeConnections, .serverQueue, .serverIsUp, .serverWeight,
            .serverInitialWeight, .serverUserWeight, .serverSessionRate:
            if fact == .serverConnections, subject.server.isEmpty {
                return .integer(stream.server.map { max(0, $0.servedStreams - 1) } ?? 0)
            }
            return server(subject, stream)?.fact(fact, at: now)
        default:
            if fact == .backendConnections, subject.index == 1 {
                return .integer(
                    stream.backend.map { max(0, $0.counters.sessions.current - 1) } ?? 0
                )
            }
            return backend(subject, stream).flatMap { backendFact(fact, $0, stream) }
        }
    }

    private func number(_ subject: FactSubject, of socket: FileDescriptor) -> Sample? {
        guard let kind = ConnectionNumber(rawValue: Int32(subject.index)) else { return nil }
        return socket.connectionNumber(kind).map { .integer($0) }
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
        switch fact {
        case .serverTimeout:
            if let set = stream.extras?.serverTimeout { return .integer(set) }
        case .tunnelTimeout:
            if let set = stream.extras?.tunnelTimeout { return .integer(set) }
        default: break
        }
        return backend.fact(fact, at: now)
    }
}
