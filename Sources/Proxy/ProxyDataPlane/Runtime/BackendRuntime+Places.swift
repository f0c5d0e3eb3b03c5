internal import Balancing
internal import EventLoops
internal import ProxyConfiguration
internal import Synchronization

/// Places on the servers of a backend: who gets one, who waits, and who is next.
///
/// Taking and giving back a place on a server with a limit, and waiting for one, happen under the
/// backend's lock. A place that is given back goes to the first that waits before anybody else can
/// see it, so nobody waits while a server that may serve him has room.
extension BackendRuntime {
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
        /// A reload has put this one in the backend's place; ask there.
        case replaced(by: BackendRuntime)
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
    }

    /// Gives a stream a place on a server, or in a queue.
    func place(_ request: PlaceRequest) -> Placement {
        state.withLock { state in
            if let successor = state.successor { return .replaced(by: successor) }
            let server: ServerRuntime
            if let bound = request.bound {
                server = bound
            } else {
                switch choose(request, &state) {
                case .server(let index): server = servers[index]
                case .none: return .nobody
                case .full:
                    queue.enter()
                    let ticket = state.waiting.add(
                        worker: request.worker,
                        token: request.token,
                        server: nil
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
                server: server.index
            )
            return .waiting(for: server, ticket: ticket)
        }
    }

    private func choose(_ request: PlaceRequest, _ state: inout State) -> Balancer.Choice {
        let choice = state.balancer.pick(
            hash: request.hash,
            avoiding: request.avoided?.index,
            loads: RunningLoads(servers: servers)
        )
        guard choice == .full else { return choice }
        // A method that draws may have drawn full servers only.
        let free = servers.indices.first {
            servers[$0].hasRoom && state.balancer.serves($0)
        }
        return free.map { .server($0) } ?? .full
    }

    private func takePlace(on server: ServerRuntime, _ state: inout State) {
        server.served.add()
        state.balancer.loadChanged(server.index, inFlight: server.streamsInAll)
    }

    /// Takes a stream off a server; returns the streams that have got a place by that.
    ///
    /// The server may be one of a backend that was replaced meanwhile.
    func release(_ server: ServerRuntime) -> [Invitation] {
        if !asksWhoIsNext(server) {
            server.served.addInOrder(-1)
            // A limit may have come meanwhile, and with it somebody who waits.
            if asksWhoIsNext(server) { return inviteWaiting(to: server) }
            return isReplaced.load(ordering: .sequentiallyConsistent)
                ? inviteAtSuccessor(server) : []
        }
        let invitations = state.withLock { state -> [Invitation]? in
            server.served.add(-1)
            guard state.successor == nil else { return nil }
            state.balancer.loadChanged(server.index, inFlight: server.streamsInAll)
            return invite(to: server, &state)
        }
        return invitations ?? inviteAtSuccessor(server)
    }

    /// Whether a place that is given back on a server is anybody's business.
    private func asksWhoIsNext(_ server: ServerRuntime) -> Bool {
        if server.maximumConnections != nil { return true }
        if case .leastConnections = settings.balance { return true }
        return false
    }

    /// Gives the places that a server has to those that wait; returns who got one.
    func inviteWaiting(to server: ServerRuntime) -> [Invitation] {
        let invitations = state.withLock { state -> [Invitation]? in
            guard state.successor == nil else { return nil }
            state.balancer.loadChanged(server.index, inFlight: server.streamsInAll)
            return invite(to: server, &state)
        }
        return invitations ?? inviteAtSuccessor(server)
    }

    private func inviteAtSuccessor(_ server: ServerRuntime) -> [Invitation] {
        guard let successor = state.withLock({ $0.successor }),
            let same = successor.servers.first(where: { $0.isSamePlace(as: server) })
        else { return [] }
        return successor.inviteWaiting(to: same)
    }

    private func invite(to server: ServerRuntime, _ state: inout State) -> [Invitation] {
        var invitations: [Invitation] = []
        guard server.acceptsPersistentStreams else { return invitations }
        let servesAny = state.balancer.serves(server.index)
        while server.hasRoom,
            let next = state.waiting.invite(to: server.index, servesAny: servesAny)
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
    func leaveQueue(ticket: UInt64, server: ServerRuntime?) -> [Invitation] {
        let departure = state.withLock { state in
            let departure = state.waiting.leave(ticket: ticket, server: server?.index)
            switch departure {
            case .waited(let index?): servers[index].queue.leave()
            case .waited(nil): queue.leave()
            case .hadPlace, .nothing: break
            }
            return departure
        }
        guard case .hadPlace(let index) = departure else { return [] }
        return release(servers[index])
    }

    /// Takes out the streams that wait for a server that went away.
    func removeAll(waitingFor server: ServerRuntime) -> [WaitingStreams.Entry] {
        let stranded = state.withLock { $0.waiting.removeAll(waitingFor: server.index) }
        for _ in stranded { server.queue.leave() }
        return stranded
    }

    /// Puts another backend in this one's place, after a reload; returns the streams that waited here,
    /// to be placed there.
    func giveWay(to successor: BackendRuntime) -> [WaitingStreams.Entry] {
        // First: whoever gives a place back without the lock, and does not see this, has given it back
        // before anybody asks for one at the successor.
        isReplaced.store(true, ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        let waiting = state.withLock { state in
            state.successor = successor
            return state.waiting.removeAll()
        }
        for entry in waiting {
            if let server = entry.server { servers[server].queue.leave() } else { queue.leave() }
        }
        successor.state.withLock { state in
            for server in successor.servers {
                state.balancer.loadChanged(server.index, inFlight: server.streamsInAll)
            }
        }
        return waiting
    }
}

/// A place on a server for a stream that has waited, counted already.
struct Invitation: Sendable {
    let guest: WaitingStreams.Entry
    let backend: BackendRuntime
    let server: ServerRuntime
}
