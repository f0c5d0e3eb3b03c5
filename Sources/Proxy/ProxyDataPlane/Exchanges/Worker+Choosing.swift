internal import Balancing
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// Which server a stream goes to, and what happens when it has no room or fails.
extension Worker {
    private enum Placement {
        case server(ServerRuntime)
        case wait(ServerRuntime?)
        case nobody
    }

    /// Picks a server, or waits for one, or gives up.
    func chooseServer(
        _ session: Session,
        bound: ServerRuntime?,
        avoiding: ServerRuntime? = nil
    ) {
        guard let backend = session.backend else { return }
        let placement = place(session, backend, bound: bound, avoiding: avoiding)
        switch placement {
        case .server(let server):
            count(selected: server, session, backend, isBound: bound != nil)
            connect(session, to: server)
        case .wait(let server):
            if let server { server.queue.enter() } else { backend.queue.enter() }
            session.phase = .queued
            session.server = server
            let timeouts = backend.settings.timeouts
            session.serverDeadline = deadline(after: timeouts.queue ?? timeouts.connect)
            arm(session)
        case .nobody:
            session.ending.set("S", "C")
            session.server = nil
            answer(session, page: 503)
        }
    }

    private func place(
        _ session: Session,
        _ backend: BackendRuntime,
        bound: ServerRuntime?,
        avoiding: ServerRuntime?
    ) -> Placement {
        let worker = index
        return backend.state.withLock { state in
            if let bound {
                if bound.hasRoom {
                    bound.served.add(1, ordering: .relaxed)
                    return .server(bound)
                }
                state.waiting.add(
                    .init(worker: worker, token: session.token, server: bound.index)
                )
                return .wait(bound)
            }
            let choice = state.balancer.pick(
                hash: session.request.hash,
                avoiding: avoiding?.index,
                loads: RunningLoads(servers: backend.servers)
            )
            switch choice {
            case .server(let index):
                let server = backend.servers[index]
                if server.hasRoom {
                    let load = server.served.add(1, ordering: .relaxed).newValue
                    state.balancer.loadChanged(index, inFlight: load)
                    return .server(server)
                }
                state.waiting.add(.init(worker: worker, token: session.token, server: index))
                return .wait(server)
            case .full:
                state.waiting.add(.init(worker: worker, token: session.token, server: nil))
                return .wait(nil)
            case .none:
                return .nobody
            }
        }
    }

    private func count(
        selected server: ServerRuntime,
        _ session: Session,
        _ backend: BackendRuntime,
        isBound: Bool
    ) {
        if !isBound {
            server.counters.selections.add()
            backend.counters.selections.add()
        }
        server.counters.lastSession.set(Int(session.timing.wallStart.seconds))
        backend.counters.lastSession.set(Int(session.timing.wallStart.seconds))
    }

    /// A stream that waited may go to a server, where it is counted already.
    func granted(_ token: SlotToken, _ server: ServerRuntime) {
        guard let session = session(of: token), session.phase == .queued,
            let backend = session.backend
        else {
            release(server, of: nil)
            return
        }
        count(selected: server, session, backend, isBound: session.server != nil)
        connect(session, to: server)
        drive(session)
    }

    /// The server that a stream waited for is gone: another one, if it may go elsewhere.
    func chooseAgain(_ session: Session) {
        session.server = nil
        if session.cookie.fromClient == UInt8(ascii: "V") {
            session.cookie.fromClient = UInt8(ascii: "D")
        }
        chooseServer(session, bound: nil)
        drive(session)
    }

    /// Takes a stream out of the queue that it waits in.
    func leaveQueue(_ session: Session) {
        guard session.phase == .queued, let backend = session.backend else { return }
        let worker = index
        let entry = backend.state.withLock { state in
            state.waiting.remove(worker: worker, token: session.token)
        }
        guard let entry else { return }
        if let server = entry.server {
            backend.servers[server].queue.leave()
        } else {
            backend.queue.leave()
        }
    }

    /// Takes a stream's weight off its server, and lets the next one that waits go there.
    func leaveServer(_ session: Session) {
        guard session.isCountedOnServer, let server = session.server else { return }
        session.isCountedOnServer = false
        server.counters.sessions.leave()
        release(server, of: session.backend)
    }

    private func release(_ server: ServerRuntime, of backend: BackendRuntime?) {
        let load = server.served.subtract(1, ordering: .relaxed).newValue
        guard let backend else { return }
        if case .leastConnections = backend.settings.balance {
            backend.state.withLock { state in
                state.balancer.loadChanged(server.index, inFlight: load)
            }
        }
        if server.queue.current > 0 || backend.queue.current > 0 {
            runtime.wakeWaiting(for: server, in: backend)
        }
    }

    /// What balancing hashes of a request; nil when it does not, or the request has no such thing.
    func balanceHash(
        _ session: Session,
        _ backend: BackendRuntime,
        _ input: ByteBuffer
    ) -> UInt32? {
        let hash = backend.settings.hash
        switch backend.settings.balance {
        case .uri(let rule):
            return withSpan(input.bytes[slice: requestHead.target]) { hash.hash(uri: $0, by: rule) }
        case .source:
            return session.peer.hashedBytes.withUnsafeBytes { bytes in
                withSpan(bytes) { hash.hash(address: $0) }
            }
        case .header(let name, let domainOnly):
            guard let value = lastHeader(name, input) else { return nil }
            return withSpan(input.bytes[slice: value]) {
                hash.hash(header: $0, domainOnly: domainOnly)
            }
        case .urlParameter(let name):
            return Array(name.utf8).withUnsafeBytes { name in
                withSpan(name) { name in
                    withSpan(input.bytes[slice: requestHead.target]) { uri in
                        hash.hash(parameter: name, uri: uri)
                    }
                }
            }
        case .random, .roundRobin, .staticRoundRobin, .leastConnections, .first:
            return nil
        }
    }

    private func lastHeader(_ name: String, _ input: ByteBuffer) -> HeadSlice? {
        var found: HeadSlice?
        for index in 0..<requestHead.headerCount {
            let line = requestHead[index]
            if input.bytes[slice: line.name].isHeaderName(name) { found = line.value }
        }
        return found
    }

    private func withSpan<Result>(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (Span<UInt8>) -> Result
    ) -> Result {
        body(Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes are a header's name, case ignored.
    func isHeaderName(_ name: String) -> Bool {
        guard count == name.utf8.count else { return false }
        var index = 0
        for byte in name.utf8 {
            let own = self[index]
            let left = own &- 0x41 < 26 ? own | 0x20 : own
            let right = byte &- 0x41 < 26 ? byte | 0x20 : byte
            if left != right { return false }
            index += 1
        }
        return true
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
