internal import Cryptography
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyProtocol
internal import Samples

/// What expressions ask of the stream that they are evaluated for.
extension Worker: StreamFacts {
    func fact(
        _ fact: StreamFact,
        of subject: FactSubject,
        _ arena: inout SampleArena
    ) -> Sample? {
        guard let stream = ruled else { return nil }
        if let value = connectionFact(fact, stream, subject, &arena) { return value }
        if let value = transactionFact(fact, stream, subject, &arena) { return value }
        if let value = timeFact(fact, stream) { return value }
        return proxyFact(fact, stream, subject, &arena)
    }

    func variables(_ scope: VariableScope, creating: Bool) -> VariableStore? {
        guard let stream = ruled else { return nil }
        switch scope {
        case .proc, .check: return nil
        case .sess:
            if stream.client.variables == nil, creating {
                stream.client.variables = VariableStore()
            }
            return stream.client.variables
        case .txn, .req, .res:
            return creating ? extras(stream).variables : stream.extras?.variables
        }
    }

    private func connectionFact(
        _ fact: StreamFact,
        _ stream: Stream,
        _ subject: FactSubject,
        _ arena: inout SampleArena
    ) -> Sample? {
        let tls = stream.client.transport.tls
        switch fact {
        case .sourceAddress: return stream.extras?.source ?? stream.sourceOfSession.sample
        case .sourcePort: return port(stream.extras?.sourcePort, stream.sourceOfSession)
        case .destinationAddress:
            return stream.extras?.destination ?? stream.destinationOfSession?.sample
        case .destinationPort:
            return port(stream.extras?.destinationPort, stream.destinationOfSession)
        case .connectionSourceAddress: return stream.peer.sample
        case .connectionSourcePort: return port(nil, stream.peer)
        case .connectionDestinationAddress: return stream.destination?.sample
        case .connectionDestinationPort: return port(nil, stream.destination)
        case .listenerID: return .integer(Int64(stream.client.listener.bind.name) ?? 0)
        case .listenerName:
            return arena.store(stream.client.listener.bind.name.utf8).map { .text($0) }
        case .httpMajorVersion: return .integer(stream.client.lane == nil ? 1 : 2)
        case .isHTTP: return .bool(!stream.isTCP)
        case .hasProxyHeader: return .bool(stream.client.hasProxyHeader)
        case .proxyAttribute:
            let kind = ProxyAttributes.Kind(rawValue: UInt8(truncatingIfNeeded: subject.index))
            return stream.client.proxyAttributes[kind].flatMap { arena.store($0) }
                .map { .binary($0) }
        case .isFirstRequest: return .bool(stream.isFirst)
        case .clientFault: return .integer(stream.client.fault.rawValue)
        case .clientUsesTLS: return .bool(tls != nil)
        case .clientServerName: return text(tls?.requestedServerName, &arena)
        case .clientProtocol: return text(tls?.version, &arena)
        case .clientCipher: return text(tls?.cipher, &arena)
        case .serverDestinationAddress:
            return stream.connection?.transport.socket.peerAddress()?.sample
        case .serverDestinationPort:
            return port(nil, stream.connection?.transport.socket.peerAddress())
        case .serverSourceAddress:
            return stream.connection?.transport.socket.localAddress()?.sample
        case .serverSourcePort:
            return port(nil, stream.connection?.transport.socket.localAddress())
        case .serverFault:
            if let fault = stream.extras?.serverFault { return .integer(fault.rawValue) }
            return stream.connection.map { _ in .integer(0) }
        case .logsEarly: return .bool(stream.frontend.settings.logsEarly)
        case .serverUsesTLS: return stream.connection.map { .bool($0.transport.tls != nil) }
        case .serverHTTPMajorVersion:
            return stream.connection.map { .integer($0.lane == nil ? 1 : 2) }
        case .serverConnectionReused:
            return stream.connection.map { .bool($0.exchangeCount > 1) }
        case .activeConnections, .processConnections: return .integer(runtime.connections.current)
        case .hostName: return text(machineName(), &arena)
        case .processID: return .integer(Int64(CurrentProcess.id))
        case .threadIndex: return .integer(index)
        case .uptime: return .integer(WallTime.now.seconds - runtime.startTime.seconds)
        case .isStopping: return .bool(isFinishing)
        case .priorityClass: return .integer(stream.extras?.priority.priorityClass ?? 0)
        case .priorityOffset: return .integer(stream.extras?.priority.offset ?? 0)
        case .requestCount: return .integer(stream.frontend.counters[.requests])
        default: return nil
        }
    }

    private func port(_ own: Int64?, _ address: SocketAddress?) -> Sample? {
        if let own { return .integer(own) }
        return address.map { .integer(Int64($0.port ?? 0)) }
    }

    func text(_ text: String?, _ arena: inout SampleArena) -> Sample? {
        guard let text else { return nil }
        return arena.store(text.utf8).map { .text($0) }
    }

    private func timeFact(_ fact: StreamFact, _ stream: Stream) -> Sample? {
        let timing = stream.timing
        func span(_ from: Int64, _ to: Int64) -> Sample {
            .integer(from < 0 || to < 0 ? -1 : max(0, to - from))
        }
        switch fact {
        case .acceptDateMicroseconds, .requestDateMicroseconds:
            let wall = timing.wallStart
            return .integer(wall.seconds * 1_000_000 + Int64(wall.microseconds))
        case .handshakeTime, .idleTime: return .integer(0)
        case .requestTime, .headTime: return span(timing.start, timing.headDone)
        case .queueTime: return span(timing.headDone, timing.queueDone)
        case .connectTime: return span(timing.queueDone, timing.connected)
        case .responseTime: return span(timing.connected, timing.responseHead)
        case .dataTime: return span(timing.responseHead, now)
        case .activeTime, .totalTime, .userTime: return .integer(now - timing.start)
        case .serverQueuePosition: return .integer(stream.queuePosition.forServer)
        case .backendQueuePosition: return .integer(stream.queuePosition.forAny)
        default: return nil
        }
    }
}
