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
    func connect(_ session: Session, to server: ServerRuntime) {
        session.server = server
        session.isCountedOnServer = true
        server.connectionNeed.note(inUse: server.servedStreams)
        beginAttempt(session, server)
        if session.timing.queueDone < 0 { session.timing.queueDone = now }
        session.serverDeadline = .max
        if let kept = reusableConnection(for: session, server) {
            kept.session = session
            session.connection = kept
            connected(session)
            return
        }
        openConnection(session, to: server)
    }

    /// Each attempt to reach a server counts as one of its sessions [stot rate].
    private func beginAttempt(_ session: Session, _ server: ServerRuntime) {
        session.isAttempting = true
        server.counters[index].sessions.enter()
        server.counters[index].sessionRate.note(at: now)
        server.counters[index].noteSession(at: Int(session.timing.wallStart.seconds))
        session.backend?.counters[index].noteSession(at: Int(session.timing.wallStart.seconds))
    }

    /// Takes an attempt off the server's sessions.
    func endAttempt(_ session: Session) {
        guard session.isAttempting, let server = session.server else { return }
        session.isAttempting = false
        server.counters[index].sessions.leave()
    }

    /// Puts a new connection in the place of a kept one that takes no request any more.
    func replaceConnection(_ session: Session) {
        guard let server = session.server else { return }
        dropConnection(session)
        openConnection(session, to: server)
    }

    private func openConnection(_ session: Session, to server: ServerRuntime) {
        let addressNumber = server.addressNumber.current
        guard let address = server.address, let (slot, token) = slots.take() else {
            return attemptFailed(session, timedOut: false)
        }
        let target = address.port == 0 ? address.with(port: clientsPort(session, server)) : address
        do throws(SystemError) {
            let socket = try FileDescriptor.streamSocket(for: target, nonblocking: true)
            do throws(SystemError) {
                if target.port != nil { try socket.setOption(.noDelay, 1) }
                if let source = server.settings.sourceAddress {
                    try socket.bind(to: source.socketAddress(port: 0))
                }
                let progress = try socket.connect(to: target)
                try poller.add(
                    socket,
                    for: [.readable, .writable, .peerClosed],
                    edgeTriggered: true,
                    token: token.rawValue
                )
                let connection = ServerConnection(
                    transport: Transport(
                        socket: socket,
                        tls: try engine(session, for: server),
                        preface: proxyHeader(of: session, for: server)
                    ),
                    server: server,
                    slot: slot,
                    token: token,
                    session: session,
                    route: server.hasFixedRoute ? nil : route(session, to: server),
                    addressNumber: addressNumber
                )
                while entries.count <= slot { entries.append(.free) }
                entries[slot] = .connection(connection)
                session.connection = connection
                connection.transport.isWritable = progress == .connected
                session.phase = .connecting
                session.serverDeadline = deadline(after: session.backend?.settings.timeouts.connect)
                server.counters[index].add(.connectionsOpened)
                session.backend?.counters[index].add(.connectionsOpened)
            } catch {
                socket.close()
                throw error
            }
        } catch {
            slots.release(slot)
            attemptFailed(session, timedOut: false)
        }
    }

    private func clientsPort(_ session: Session, _ server: ServerRuntime) -> UInt16 {
        let local = session.destination?.port ?? 0
        guard case .ip(_, .clients(let offset)) = server.settings.address else { return local }
        return UInt16(clamping: Int(local) + offset)
    }

    /// What a connection to a server depends on beyond the server: the port, the name in TLS.
    func route(_ session: Session, to server: ServerRuntime) -> String {
        var route = ""
        if case .ip(_, .clients) = server.settings.address {
            route = "\(clientsPort(session, server)) "
        }
        if let name = server.settings.tls?.serverName { route += serverName(name, session) ?? "" }
        if server.settings.proxyHeader.isSent { route += proxyRoute(session, to: server) }
        return route
    }

    private func engine(
        _ session: Session,
        for server: ServerRuntime
    ) throws(SystemError) -> TLSEngine? {
        guard let tls = server.settings.tls else { return nil }
        useCertificates()
        // A server of another generation than the worker's has the settings that it was made with.
        guard let context = tlsPlan.context(for: tls) ?? server.tlsContext else {
            throw SystemError(.invalidArgument, call: "TLS", subject: server.settings.name)
        }
        var verifiedName: String?
        let name = tls.serverName.flatMap { serverName($0, session) }
        if case .required(_, let hostName) = tls.verification { verifiedName = hostName ?? name }
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

    /// Goes on with a connection that is being made.
    func connectFurther(_ session: Session) -> Bool {
        guard let connection = session.connection else { return false }
        if !connection.isEstablished {
            guard connection.transport.isWritable else { return noticeAbort(session) }
            if connection.transport.socket.pendingError() != nil {
                attemptFailed(session, timedOut: false)
                return true
            }
            connection.isEstablished = true
        }
        switch connection.transport.handshake(scratch: cipherScratch) {
        case .moved:
            connected(session)
            return true
        case .wouldBlock:
            return noticeAbort(session)
        case .ended, .failed:
            attemptFailed(session, timedOut: false)
            return true
        }
    }

    private func connected(_ session: Session) {
        session.timing.connected = now
        session.phase = .exchanging
        observe(.connected, session)
        session.serverPatience = patience(session.backend?.settings.timeouts.server)
        awaitServer(session)
    }

    /// A connection that could not be made: again, elsewhere, or an answer of our own.
    func attemptFailed(_ session: Session, timedOut: Bool) {
        guard let backend = session.backend, let server = session.server else { return }
        observe(.connectionFailed, session)
        dropConnection(session)
        guard session.attempts < backend.settings.retries,
            backend.settings.retryOn.contains(.connectionFailure)
        else {
            server.counters[index].add(.connectionErrors)
            backend.counters[index].add(.connectionErrors)
            session.ending.set(timedOut ? "s" : "S", "C")
            leaveServer(session)
            return answer(session, page: 503)
        }
        tryAgain(session, backend, server, pauses: !timedOut)
    }

    /// Makes another attempt, on another server when the settings say so.
    ///
    /// A server that has just refused is not asked again at once: the attempt waits a second, or the
    /// connect time-out if that is shorter, unless it may go to another server.
    func tryAgain(
        _ session: Session,
        _ backend: BackendRuntime,
        _ server: ServerRuntime,
        pauses: Bool
    ) {
        session.attempts += 1
        endAttempt(session)
        rewindRequest(session)
        guard redispatches(session, backend, server) else {
            server.counters[index].add(.retries)
            backend.counters[index].add(.retries)
            return pauses ? pause(session, backend) : connect(session, to: server)
        }
        leaveServer(session)
        session.server = nil
        session.failedServer = server
        if pauses && backend.usableServers <= 1 {
            pause(session, backend)
        } else {
            chooseServer(session, bound: nil)
        }
    }

    private func pause(_ session: Session, _ backend: BackendRuntime) {
        session.phase = .pausing
        let patience = backend.settings.timeouts.connect ?? .seconds(1)
        session.serverDeadline = deadline(after: min(patience, .seconds(1)))
        arm(session)
    }

    /// Whether the next attempt may leave the server.
    ///
    /// HAProxy's rule: when it is the turn of a redispatch, when the server is down, and at once when
    /// neither a cookie nor a hash has led here and there is another server.
    private func redispatches(
        _ session: Session,
        _ backend: BackendRuntime,
        _ server: ServerRuntime
    ) -> Bool {
        let settings = backend.settings
        let interval: Int
        switch settings.redispatch {
        case .never: return false
        case .lastAttempt: interval = settings.retries
        case .every(let count): interval = count
        case .beforeLast(let count): interval = settings.retries + 1 - count
        }
        if interval > 0 && session.attempts % interval == 0 { return true }
        if !server.acceptsPersistentStreams { return true }
        return !session.isBound && !settings.balance.isHashed && backend.usableServers > 1
    }

    /// The pause after a failed attempt is over.
    func pauseEnded(_ session: Session) {
        if let server = session.server {
            connect(session, to: server)
        } else {
            chooseServer(session, bound: nil)
        }
    }

    /// Closes the connection to the server of a session.
    func dropConnection(_ session: Session) {
        guard let connection = session.connection else { return }
        session.connection = nil
        close(connection)
    }

    /// Whether a client that waits has gone; then its stream ends.
    ///
    /// One that has only closed its sending side waits for the answer, unless `abortonclose` says
    /// otherwise; what it sent before is read first. As in HAProxy, no transfer was cut [cli_abrt] where
    /// no server had the request, but for a client that reset its connection in the queue.
    func noticeAbort(_ session: Session) -> Bool {
        let client = session.client
        guard client.isBroken || (client.isReadable && client.peerClosed && !client.hasEnded) else {
            return false
        }
        let received = receive(session)
        guard client.isBroken || received == .ended || received.isFailure else { return false }
        if !client.isBroken, case .ended = received,
            session.backend?.settings.abortsWhenClientCloses != true
        {
            return false
        }
        switch session.phase {
        case .queued:
            if client.isBroken { countAbort(session) }
            session.timing.queueDone = now
            session.ending.set("C", "Q")
        case .exchanging:
            countAbort(session)
            session.ending.set("C", client.isBroken ? "D" : "H")
            if !client.isBroken {
                answer(session, page: 400)
                return false
            }
        default:
            session.ending.set("C", "C")
        }
        cut(session)
        return false
    }

    /// Counts a client that has gone before its exchange was over.
    func countAbort(_ session: Session) {
        session.frontend.counters[index].add(.clientAborts)
        session.backend?.counters[index].add(.clientAborts)
        session.server?.counters[index].add(.clientAborts)
    }
}

extension Transfer {
    var isFailure: Bool { if case .failed = self { true } else { false } }
}
