internal import Balancing
internal import EventLoops
internal import ProxyConfiguration
internal import Synchronization

/// Places on the servers of a backend: who gets one, who waits, and who is next.
///
/// Where neither limits nor least connections ask for it, no lock is taken. Otherwise taking and giving
/// back a place, and waiting for one, happen under the backend's lock. A place that is given back goes
/// to the first that waits before anybody else can see it, so nobody waits while a server that may
/// serve him has room.
extension BackendCell {
    /// What a stream that asked for a server got.
    enum Placement: Sendable {
        /// A place on this one.
        case server(ServerRuntime)
        /// It waits: for this one, or for any.
        case waiting(for: ServerRuntime?, ticket: UInt64)
        /// The server that it must have is full, and so is its queue.
        case refused(ServerRuntime)
        /// There is no server.
        case nobody
    }

    /// What a stream asks for.
    struct PlaceRequest: Sendable {
        /// Its thread and which it is there.
        var worker: Int
        var token: SlotToken
        /// The hash of its key, when balancing goes by one.
        var hash: UInt32?
        /// The server that its cookie leads to.
        var bound: ServerRuntime?
        /// The server that has just failed it.
        var avoided: ServerRuntime?
        /// When its turn is among those that wait.
        var priority = StreamPriority()
        /// When it asks, in milliseconds.
        var instant: Int64 = 0
    }

    /// Gives a stream a place on a server, or in a queue.
    func place(_ request: PlaceRequest) -> Placement {
        if let server = serverWithoutLock(request) {
            server.cell.served.add()
            return .server(server)
        }
        return state.withLock { placeInOrder(request, &$0) }
    }

    private func serverWithoutLock(_ request: PlaceRequest) -> ServerRuntime? {
        if request.avoided != nil { return nil }
        if let bound = request.bound {
            return asksWhoIsNext(bound) || bound.isRetired.load(ordering: .relaxed) ? nil : bound
        }
        while true {
            let sight = window.look()
            let (server, isLost) = published.withValue(for: request.worker) {
                pick(request, $0, sight)
            }
            if !isLost { return server }
        }
    }

    /// A server without the lock; whether the pick was lost to another thread.
    private func pick(
        _ request: PlaceRequest,
        _ view: BalancingView,
        _ sight: PickWindow.Sight?
    ) -> (server: ServerRuntime?, isLost: Bool) {
        switch view.way {
        case .locked:
            return (nil, false)
        case .byHash:
            let loads = RunningLoads(servers: view.plan.servers)
            guard let hash = request.hash,
                let position = view.balancer.server(hash: hash, loads: loads)
            else { return (nil, false) }
            return (view.plan.servers[position], false)
        case .byLot(let draws):
            let last = self.draws[request.worker]
            var state = UInt32(truncatingIfNeeded: last.current)
            let loads = RunningLoads(servers: view.plan.servers)
            let position = view.balancer.draw(draws, &state, loads: loads)
            last.set(Int(state))
            return (position.map { view.plan.servers[$0] }, false)
        case .inTurn:
            guard let sight else { return (nil, false) }
            guard let position = window.take(sight) else { return (nil, true) }
            return (view.plan.servers[position], false)
        }
    }

    private func placeInOrder(_ request: PlaceRequest, _ state: inout State) -> Placement {
        let server: ServerRuntime
        if let bound = request.bound, let position = state.position(of: bound) {
            server = state.plan.servers[position]
        } else {
            switch choose(request, &state) {
            case .server(let index): server = state.plan.servers[index]
            case .none: return .nobody
            case .full:
                queue.enter()
                let ticket = state.waiting.add(
                    worker: request.worker,
                    token: request.token,
                    server: nil,
                    priority: request.priority,
                    at: request.instant
                )
                return .waiting(for: nil, ticket: ticket)
            }
        }
        if server.hasRoom {
            takePlace(on: server, &state)
            return .server(server)
        }
        if let limit = server.settings.maximumQueue, server.queue.current >= limit {
            return .refused(server)
        }
        server.queue.enter()
        let ticket = state.waiting.add(
            worker: request.worker,
            token: request.token,
            server: server.cell,
            priority: request.priority,
            at: request.instant
        )
        return .waiting(for: server, ticket: ticket)
    }

    private func choose(_ request: PlaceRequest, _ state: inout State) -> Balancer.Choice {
        // Another thread may have drawn picks while this one waited for the lock.
        if request.avoided == nil, let sight = window.look(), let pick = window.take(sight) {
            return .server(pick)
        }
        let servers = state.plan.servers
        let loads = RunningLoads(servers: servers)
        takePicksBack(&state)
        let choice = state.balancer.pick(
            hash: request.hash,
            avoiding: request.avoided.flatMap { state.position(of: $0) },
            loads: loads
        )
        guard choice == .full else {
            if choice != .none { drawBeforehand(&state, loads) }
            return choice
        }
        // A method that draws may have drawn full servers only.
        let free = servers.indices.first {
            servers[$0].hasRoom && state.balancer.serves($0)
        }
        return free.map { .server($0) } ?? .full
    }

    /// Draws the picks of those who come next, where they do not depend on what is served then.
    private func drawBeforehand(_ state: inout State, _ loads: RunningLoads) {
        guard case .inTurn = BalancingView.way(of: state.plan) else { return }
        let before = state.balancer
        var picks: [Int32] = []
        for _ in 0..<PickWindow.batch {
            guard case .server(let position) = state.balancer.pick(loads: loads) else {
                state.balancer = before
                return
            }
            picks.append(Int32(position))
        }
        state.beforeWindow = before
        window.open(picks)
    }

    private func takePlace(on server: ServerRuntime, _ state: inout State) {
        server.cell.served.add()
        noteLoad(of: server, &state)
    }

    private func noteLoad(of server: ServerRuntime, _ state: inout State) {
        guard let position = state.position(of: server) else { return }
        state.balancer.loadChanged(position, inFlight: server.streamsInAll)
    }

    /// Takes a stream off a server; returns the streams that have got a place by that.
    func release(_ server: ServerRuntime) -> [Invitation] {
        if !asksWhoIsNext(server) {
            server.cell.served.addInOrder(-1)
            // A limit may have come meanwhile, and with it somebody who waits.
            return asksWhoIsNext(server) ? inviteWaiting(to: server) : []
        }
        return state.withLock { state in
            server.cell.served.add(-1)
            noteLoad(of: server, &state)
            return invite(to: server, &state)
        }
    }

    /// Whether a place that is given back on a server is anybody's business.
    private func asksWhoIsNext(_ server: ServerRuntime) -> Bool {
        if server.maximumConnections != nil { return true }
        return isByLeastConnections.load(ordering: .relaxed)
    }

    /// Gives the places that a server has to those that wait; returns who got one.
    func inviteWaiting(to server: ServerRuntime) -> [Invitation] {
        state.withLock { state in
            noteLoad(of: server, &state)
            return invite(to: server, &state)
        }
    }

    func invite(to server: ServerRuntime, _ state: inout State) -> [Invitation] {
        guard let position = state.position(of: server) else { return [] }
        let server = state.plan.servers[position]
        var invitations: [Invitation] = []
        guard server.acceptsPersistentStreams else { return invitations }
        let servesAny = state.balancer.serves(position)
        while server.hasRoom,
            let next = state.waiting.invite(to: server.cell, servesAny: servesAny)
        {
            if next.waitedForAny { queue.leave() } else { server.queue.leave() }
            takePlace(on: server, &state)
            invitations.append(Invitation(guest: next.guest, backend: self, server: server))
        }
        return invitations
    }

    /// A stream takes the place that it was given; false when it has none.
    func settle(ticket: UInt64) -> Bool {
        state.withLock { $0.waiting.settle(ticket: ticket) }
    }

    /// Takes a stream out that does not wait any more; returns who got its place if it had one.
    func leaveQueue(ticket: UInt64) -> [Invitation] {
        state.withLock { state in
            switch state.waiting.leave(ticket: ticket) {
            case .nothing: return []
            case .waited(nil):
                queue.leave()
                return []
            case .waited(let cell?):
                cell.queue.leave()
                return []
            case .hadPlace(let cell):
                cell.served.add(-1)
                guard let server = state.server(of: cell) else { return [] }
                noteLoad(of: server, &state)
                return invite(to: server, &state)
            }
        }
    }
}

/// A place on a server for a stream that has waited, counted already.
struct Invitation: Sendable {
    let guest: WaitingStreams.Entry
    let backend: BackendCell
    let server: ServerRuntime
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
