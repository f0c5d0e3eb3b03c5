internal import Balancing
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// Which server a stream goes to, and what happens when it has no room or fails.
extension Worker {
    /// Picks a server, or waits for one, or gives up.
    func chooseServer(_ session: Session, bound: ServerRuntime?) {
        guard let backend = session.backend else { return }
        session.isBound = bound != nil
        let request = BackendRuntime.PlaceRequest(
            worker: index,
            token: session.token,
            hash: session.request.hash,
            bound: bound,
            avoided: session.failedServer
        )
        switch backend.place(request) {
        case .server(let server):
            count(selected: server, session, backend)
            noteAttempt(session, on: server, backend)
            connect(session, to: server)
        case .waiting(let server, let ticket):
            if let server { count(selected: server, session, backend) }
            noteAttempt(session, on: server, backend)
            session.ticket = ticket
            if let server {
                session.queuePosition.forServer += server.queue.current
            } else {
                session.queuePosition.forAny += backend.queue.current
            }
            session.phase = .queued
            session.server = server
            let timeouts = backend.settings.timeouts
            session.serverDeadline = deadline(after: timeouts.queue ?? timeouts.connect)
            arm(session)
        case .refused(let server):
            if bound != nil && backend.settings.redispatch != .never {
                session.failedServer = server
                return chooseServer(session, bound: nil)
            }
            server.counters[index].add(.connectionErrors)
            backend.counters[index].add(.connectionErrors)
            session.ending.set("S", "Q")
            session.server = server
            answer(session, page: 503)
        case .nobody:
            backend.counters[index].add(.connectionErrors)
            session.ending.set("S", "C")
            session.server = nil
            answer(session, page: 503)
        }
    }

    /// Counts an attempt after a failure: a retry on the same server, or a redispatch to another.
    private func noteAttempt(
        _ session: Session,
        on server: ServerRuntime?,
        _ backend: BackendRuntime
    ) {
        guard let failed = session.failedServer else { return }
        session.failedServer = nil
        if failed.cell === server?.cell {
            failed.counters[index].add(.retries)
            backend.counters[index].add(.retries)
            return
        }
        session.isRedispatched = true
        failed.counters[index].add(.redispatches)
        backend.counters[index].add(.redispatches)
        loseCookie(session)
    }

    private func loseCookie(_ session: Session) {
        if session.cookie.fromClient == UInt8(ascii: "V") {
            session.cookie.fromClient = UInt8(ascii: "D")
        }
    }

    /// Counts a choice of balancing [lbtot]: not where a cookie led, nor where the attempt before went.
    private func count(
        selected server: ServerRuntime,
        _ session: Session,
        _ backend: BackendRuntime
    ) {
        guard !session.isBound, session.failedServer?.cell !== server.cell else { return }
        server.counters[index].add(.selections)
        backend.counters[index].add(.selections)
    }

    // MARK: Waiting

    /// The session of a token if its stream still waits with that ticket.
    func waitingSession(_ token: SlotToken, ticket: UInt64) -> Session? {
        guard let session = session(of: token), session.phase == .queued, session.ticket == ticket
        else { return nil }
        return session
    }

    /// A stream that waited goes to the server on which it has a place.
    func accept(_ invitation: Invitation) {
        let (guest, backend) = (invitation.guest, invitation.backend)
        // A stream that has left took its place with it and passed it on.
        guard let session = waitingSession(guest.token, ticket: guest.ticket),
            backend.settle(ticket: guest.ticket)
        else { return }
        session.ticket = 0
        connect(session, to: invitation.server)
        drive(session)
    }

    /// The server that a stream waited for, or was to be connected to, is gone: another one.
    func chooseAgain(_ session: Session) {
        session.ticket = 0
        session.server = nil
        loseCookie(session)
        chooseServer(session, bound: nil)
        drive(session)
    }

    /// Takes a stream out of the queue that it waits in.
    func leaveQueue(_ session: Session) {
        guard session.ticket != 0, let backend = session.backend else { return }
        runtime.deliver(backend.leaveQueue(ticket: session.ticket))
        session.ticket = 0
    }

    /// Takes a stream's weight off its server, and lets the next one that waits go there.
    func leaveServer(_ session: Session) {
        guard session.isCountedOnServer, let server = session.server,
            let backend = session.backend
        else { return }
        endAttempt(session)
        session.isCountedOnServer = false
        runtime.release(server, of: backend)
    }

    /// What balancing hashes of a request; nil when it does not, or the request has no such thing.
    func balanceHash(_ session: Session, _ backend: BackendRuntime) -> UInt32? {
        guard let bytes = session.requestHeadBytes else { return nil }
        let target = bytes[slice: requestHead.target]
        let hash = backend.settings.hash
        switch backend.settings.balance {
        case .uri(let rule):
            return withSpan(target) { hash.hash(uri: $0, by: rule) }
        case .source:
            return session.peer.hashedBytes.withUnsafeBytes { bytes in
                withSpan(bytes) { hash.hash(address: $0) }
            }
        case .header(let name, let domainOnly):
            guard let value = lastHeader(name, bytes) else { return nil }
            return withSpan(bytes[slice: value]) {
                hash.hash(header: $0, domainOnly: domainOnly)
            }
        case .urlParameter(let name):
            return Array(name.utf8).withUnsafeBytes { name in
                withSpan(name) { name in
                    withSpan(target) { hash.hash(parameter: name, uri: $0) }
                }
            }
        case .random, .roundRobin, .staticRoundRobin, .leastConnections, .first:
            return nil
        }
    }

    private func lastHeader(_ name: String, _ bytes: UnsafeRawBufferPointer) -> HeadSlice? {
        (0..<requestHead.headerCount).last { index in
            equalsIgnoringCase(bytes[slice: requestHead[index].name], name.utf8)
        }.map { requestHead[$0].value }
    }

    private func withSpan<Result>(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (Span<UInt8>) -> Result
    ) -> Result {
        body(Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
    }
}

extension SocketAddress {
    /// The address's bytes in network order, as `balance source` hashes them.
    var hashedBytes: [UInt8] {
        switch self {
        case .v4(let word, _): withUnsafeBytes(of: word.bigEndian) { Array($0) }
        case .v6(let high, let low, _):
            withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
        case .unix: []
        }
    }
}
