internal import Certificates
internal import Cryptography
internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// A listening socket of a worker, and the frontend that its connections belong to; a reload changes
/// the frontend, not the socket.
final class ListenerEntry {
    /// Let go when the worker accepts no more on it, though clients may still know the entry.
    var socket: ListeningSocket?
    let slot: Int
    var frontend: FrontendRuntime
    var bind: BindSettings
    var tls: TLSAcceptor?
    /// Whether new connections wait in the kernel: there is no room for them, or no descriptor.
    var isPaused = false

    init(
        socket: ListeningSocket,
        slot: Int,
        frontend: FrontendRuntime,
        bind: BindSettings,
        tls: TLSAcceptor?
    ) {
        self.socket = socket
        self.slot = slot
        self.frontend = frontend
        self.bind = bind
        self.tls = tls
    }
}

extension Worker {
    /// Runs a generation from now on: adds, updates and closes listeners.
    func follow(_ generation: Generation, _ plans: [ListenerPlan]) {
        self.generation = generation
        useCertificates(of: generation)
        var remaining: [ListenerEntry] = []
        for listener in listeners {
            guard let plan = plans.first(where: { $0.socket === listener.socket }) else {
                close(listener)
                continue
            }
            listener.frontend = plan.frontend
            listener.bind = plan.frontend.settings.binds[plan.bindIndex]
            listener.tls = listener.bind.tls.flatMap(tlsPlan.acceptor)
            remaining.append(listener)
        }
        listeners = remaining
        for plan in plans where !remaining.contains(where: { $0.socket === plan.socket }) {
            listen(plan)
        }
        dropConnectionsOfUnknownServers()
        // The limits of connections may be others now.
        resumeListeners()
    }

    private func listen(_ plan: ListenerPlan) {
        guard let (slot, token) = slots.take() else { return }
        let bind = plan.frontend.settings.binds[plan.bindIndex]
        let listener = ListenerEntry(
            socket: plan.socket,
            slot: slot,
            frontend: plan.frontend,
            bind: bind,
            tls: bind.tls.flatMap(tlsPlan.acceptor)
        )
        enter(.listener(listener), at: slot)
        do throws(SystemError) {
            try poller.add(
                plan.socket.descriptor,
                for: .readable,
                edgeTriggered: false,
                token: token.rawValue
            )
            listeners.append(listener)
        } catch {
            release(slot)
        }
    }

    private func close(_ listener: ListenerEntry) {
        if !listener.isPaused { accept(on: listener) }
        if let socket = listener.socket { poller.remove(socket.descriptor) }
        listener.socket = nil
        release(listener.slot)
    }

    /// Accepts no more; closes idle connections, lets the others end by themselves.
    ///
    /// A request that has arrived already is answered, and so is the first one of a new connection.
    func finish() {
        guard !isFinishing else { return }
        isFinishing = true
        for listener in listeners { close(listener) }
        listeners = []
        forEachClient { client in
            if case .multiplexing = client.phase { return drive(client) }
            guard client.isWaiting || client.stream?.isReceiving == true else { return }
            client.transport.isReadable = true
            drive(client)
        }
    }

    /// How long a listener waits after a connection could not be taken, in milliseconds: nobody tells
    /// when there are descriptors or memory again.
    private static let retryTime: Int64 = 100

    /// Takes the connections that wait, a limited number at once so that others get their turn.
    func accept(on listener: ListenerEntry) {
        for _ in 0..<64 {
            guard hasRoom(for: listener) else {
                pause(listener)
                return resumeListeners()
            }
            guard runtime.mayAccept(at: now) else {
                pause(listener)
                return tryAgainSoon(listener)
            }
            do throws(SystemError) {
                guard let (socket, peer) = try listener.socket?.descriptor.accept() else {
                    return
                }
                open(socket, peer: peer, on: listener)
            } catch {
                pause(listener)
                return tryAgainSoon(listener)
            }
        }
    }

    private func hasRoom(for listener: ListenerEntry) -> Bool {
        guard listener.frontend.admission == .open else { return false }
        let limit = listener.frontend.maximumConnections ?? runtime.maximumConnections
        return listener.frontend.counters.sessions.current < limit
            && runtime.connections.current < runtime.maximumConnections
    }

    /// Takes the last clients of frontends that are to take no more, and goes on where they are.
    func followAdmission() {
        for listener in listeners
        where listener.frontend.admission != .open && !listener.isPaused {
            pause(listener)
        }
        resumeListeners()
    }

    /// Leaves new connections in the kernel's queue until there is room again.
    private func pause(_ listener: ListenerEntry) {
        guard !listener.isPaused else { return }
        listener.isPaused = true
        if let socket = listener.socket { poller.remove(socket.descriptor) }
    }

    private func tryAgainSoon(_ listener: ListenerEntry) {
        runtime.waitForRoom(inbox)
        guard let token = slots.token(of: listener.slot) else { return }
        timers.add(now + Worker.retryTime, token)
    }

    /// Goes on accepting where there is room again; where there is none, any worker's next client
    /// that goes tells this one.
    func resumeListeners() {
        guard listeners.contains(where: \.isPaused) else { return }
        runtime.waitForRoom(inbox)
        for listener in listeners where listener.isPaused && hasRoom(for: listener) {
            resume(listener)
        }
    }

    private func resume(_ listener: ListenerEntry) {
        guard let token = slots.token(of: listener.slot), let socket = listener.socket else {
            return
        }
        do throws(SystemError) {
            try poller.add(
                socket.descriptor,
                for: .readable,
                edgeTriggered: false,
                token: token.rawValue
            )
            listener.isPaused = false
        } catch {
            tryAgainSoon(listener)
        }
    }
}
