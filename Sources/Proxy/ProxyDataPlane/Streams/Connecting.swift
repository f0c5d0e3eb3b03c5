internal import Balancing
internal import Certificates
internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// Connections to servers: kept ones, new ones, and what happens when they fail.
extension Worker {
    /// Connects a stream to its server, on which it is counted already.
    func connect(_ stream: Stream, to server: ServerRuntime) {
        stream.assignment = .placed(server)
        server.connectionNeed.note(inUse: server.servedStreams)
        beginAttempt(stream, server)
        if stream.timing.queueDone < 0 { stream.timing.queueDone = now }
        stream.serverDeadline = .max
        if let kept = reusableConnection(for: stream, server) {
            kept.stream = stream
            connected(stream, kept)
            return
        }
        if !borrows(stream, from: server) { openConnection(stream, to: server) }
    }

    /// Each attempt to reach a server counts as one of its sessions [stot rate].
    private func beginAttempt(_ stream: Stream, _ server: ServerRuntime) {
        stream.assignment = .attempting(server)
        server.counters[index].sessions.enter()
        server.counters[index].sessionRate.note(at: now)
        server.counters[index].noteSession(at: Int(stream.timing.wallStart.seconds))
        stream.backend?.counters[index].noteSession(at: Int(stream.timing.wallStart.seconds))
    }

    /// Takes an attempt off the server's sessions.
    func endAttempt(_ stream: Stream) {
        guard case .attempting(let server) = stream.assignment else { return }
        stream.assignment = .placed(server)
        server.counters[index].sessions.leave()
    }

    /// Puts a new connection in the place of a kept one that takes no request any more.
    func replaceConnection(_ stream: Stream) {
        guard let server = stream.server else { return }
        dropConnection(stream)
        openConnection(stream, to: server)
    }

    func openConnection(_ stream: Stream, to server: ServerRuntime) {
        let addressNumber = server.addressNumber.current
        guard let address = server.address, let place = slots.take() else {
            return attemptFailed(stream, timedOut: false)
        }
        let target = target(of: stream, at: address, server)
        do throws(SystemError) {
            let socket = try FileDescriptor.streamSocket(for: target, nonblocking: true)
            do throws(SystemError) {
                if target.port != nil { try socket.setOption(.noDelay, 1) }
                if let settings = stream.backend?.settings, settings.probesIdleServers {
                    try socket.probeWhenIdle(settings.serverProbing)
                }
                try socket.prepare(for: server.settings)
                let progress = try socket.connect(to: target)
                try poller.add(
                    socket,
                    for: [.readable, .writable, .peerClosed],
                    edgeTriggered: true,
                    token: place.token.rawValue
                )
                let connection = ServerConnection(
                    transport: Transport(
                        socket: socket,
                        tls: try engine(stream, for: server),
                        preface: proxyHeader(of: stream, for: server)
                    ),
                    place: place,
                    server: server,
                    stream: stream,
                    route: server.hasFixedRoute ? nil : route(stream, to: server),
                    addressNumber: addressNumber
                )
                enter(.server(connection), at: place.slot)
                connection.transport.isWritable = progress == .connected
                stream.phase = .connecting(connection)
                stream.serverDeadline = deadline(after: stream.backend?.settings.timeouts.connect)
                server.counters[index].add(.connectionsOpened)
                stream.backend?.counters[index].add(.connectionsOpened)
            } catch {
                socket.close()
                throw error
            }
        } catch {
            slots.release(place.slot)
            attemptFailed(stream, timedOut: false)
        }
    }

    /// Where a server is for a stream: what its address leaves open is where the client meant to go.
    private func target(
        of stream: Stream,
        at address: SocketAddress,
        _ server: ServerRuntime
    ) -> SocketAddress {
        let target = address.port == 0 ? address.with(port: clientsPort(stream, server)) : address
        guard target.isUnspecified, let meant = stream.destination, meant.port != nil,
            let port = target.port
        else { return target }
        return meant.with(port: port)
    }

    private func clientsPort(_ stream: Stream, _ server: ServerRuntime) -> UInt16 {
        let local = stream.destination?.port ?? 0
        guard case .ip(_, .clients(let offset)) = server.settings.address else { return local }
        return UInt16(clamping: Int(local) + offset)
    }

    /// What a connection to a server depends on beyond the server: the port, the name in TLS.
    func route(_ stream: Stream, to server: ServerRuntime) -> String {
        var route = ""
        if case .ip(_, .clients) = server.settings.address {
            route = "\(clientsPort(stream, server)) "
        }
        if case .ip(let address, _) = server.settings.address, address.isAny {
            route += "\(stream.destination?.host ?? "") "
        }
        if let name = server.tls?.serverName { route += serverName(name, stream) ?? "" }
        if server.settings.proxyHeader.isSent { route += proxyRoute(stream, to: server) }
        return route
    }

    private func engine(
        _ stream: Stream,
        for server: ServerRuntime
    ) throws(SystemError) -> TLSEngine? {
        guard let tls = server.tls else { return nil }
        useCertificates()
        // A server of another generation than the worker's has the settings that it was made with.
        guard let context = tlsPlan.context(for: tls) ?? server.tlsContext else {
            throw SystemError(.invalidArgument, call: "TLS", subject: server.settings.name)
        }
        var verifiedName: String?
        let name = tls.serverName.flatMap { serverName($0, stream) }
        if case .required(_, let hostName) = tls.verification { verifiedName = name ?? hostName }
        do throws(OpenSSLError) {
            return try TLSEngine(
                context,
                serverName: name,
                verifiedName: verifiedName,
                resuming: tls.resumesSessions ? resumption(with: server) : nil
            )
        } catch {
            throw SystemError(.invalidArgument, call: "TLS", subject: server.settings.name)
        }
    }

    /// Where sessions with a server are kept.
    private func resumption(with server: ServerRuntime) -> TLSResumption {
        if let known = resumptions[server.serial] { return known }
        let fresh = TLSResumption()
        resumptions[server.serial] = fresh
        return fresh
    }

    /// Goes on with a connection that is being made; true when it is, or has failed.
    func connectFurther(_ stream: Stream, _ connection: ServerConnection) -> Bool {
        if !connection.isEstablished {
            guard connection.transport.isWritable else { return noticeAbort(stream) }
            if connection.transport.socket.pendingError() != nil {
                attemptFailed(stream, timedOut: false)
                return true
            }
            connection.isEstablished = true
        }
        let outcome = connection.transport.handshake(scratch: cipherScratch)
        switch outcome {
        case .moved:
            if let tls = connection.transport.tls, !tls.isResumed {
                runtime.counters.noteKeys(index, withServer: true, at: now)
            }
            connected(stream, connection)
            return true
        case .wouldBlock:
            return noticeAbort(stream)
        case .ended, .failed:
            handshakeFailed(stream, connection, outcome)
            return true
        }
    }

    func connected(_ stream: Stream, _ established: ServerConnection) {
        var connection = established
        if !stream.isTCP, connection.lane == nil, speaksHTTP2(connection),
            case .h1 = connection.codec
        {
            guard let lane = beginMultiplexing(connection, for: stream) else {
                return attemptFailed(stream, timedOut: false)
            }
            connection = lane
        }
        stream.timing.connected = now
        if let extras = stream.extras {
            extras.serverFault = nil
            extras.failedEncryption = nil
        }
        stream.phase = .exchanging(connection)
        observe(.connected, stream)
        if stream.extras != nil { storeServer(stream) }
        if let backend = stream.backend, backend.rules.inspectsResponses {
            beginResponseInspection(stream, backend)
        }
        if stream.isTCP { return beginTunnel(stream, connection) }
        stream.serverPatience = stream.extras?.serverTimeout ?? stream.backend?.waits.server ?? .max
        awaitServer(stream)
    }

    /// Closes the connection to a stream's server, and forgets what came of it.
    func dropConnection(_ stream: Stream) {
        guard let connection = stream.connection else { return }
        stream.phase = .pausing
        if let buffer = stream.response.pipe.takeBuffer() { buffers.give(buffer) }
        stream.response.pipe = Pipe()
        stream.extras?.responseWait = nil
        close(connection)
    }
}

extension SocketAddress {
    /// Whether it names no machine.
    fileprivate var isUnspecified: Bool {
        switch self {
        case .v4(let address, _): address == 0
        case .v6(let high, let low, _): high == 0 && low == 0
        case .unix: false
        }
    }
}
