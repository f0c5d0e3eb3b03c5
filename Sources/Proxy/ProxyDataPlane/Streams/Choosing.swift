internal import Balancing
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// Which server a stream goes to, and what happens when it has no room or fails.
extension Worker {
    /// Picks a server, or waits for one, or gives up.
    func chooseServer(_ stream: Stream, bound: ServerRuntime?) {
        guard let backend = stream.backend else { return }
        stream.retries.isBound = bound != nil
        var request = BackendRuntime.PlaceRequest(
            worker: index,
            token: stream.token,
            hash: stream.request.hash,
            bound: bound,
            avoided: stream.failedServer
        )
        request.instant = now
        if let extras = stream.extras { request.priority = extras.priority }
        switch backend.place(request) {
        case .server(let server):
            count(selected: server, stream, backend)
            noteAttempt(stream, on: server, backend)
            connect(stream, to: server)
        case .waiting(let server, let ticket):
            if let server { count(selected: server, stream, backend) }
            noteAttempt(stream, on: server, backend)
            if let server {
                stream.queuePosition.forServer += server.queue.current
            } else {
                stream.queuePosition.forAny += backend.queue.current
            }
            stream.phase = .queued(ticket: ticket)
            stream.assignment = server.map { .named($0) } ?? .none
            let timeouts = backend.settings.timeouts
            stream.serverDeadline = deadline(after: timeouts.queue ?? timeouts.connect)
            arm(stream.client)
        case .refused(let server):
            if bound != nil && backend.settings.redispatch != .never {
                stream.failedServer = server
                return chooseServer(stream, bound: nil)
            }
            server.counters[index].add(.connectionErrors)
            backend.counters[index].add(.connectionErrors)
            stream.ending.set("S", "Q")
            stream.assignment = .named(server)
            answer(stream, page: 503)
        case .nobody:
            backend.counters[index].add(.connectionErrors)
            stream.ending.set("S", "C")
            stream.assignment = .none
            answer(stream, page: 503)
        }
    }

    /// Counts an attempt after a failure: a retry on the same server, or a redispatch to another.
    private func noteAttempt(
        _ stream: Stream,
        on server: ServerRuntime?,
        _ backend: BackendRuntime
    ) {
        guard let failed = stream.failedServer else { return }
        stream.failedServer = nil
        if failed.cell === server?.cell {
            failed.counters[index].add(.retries)
            backend.counters[index].add(.retries)
            return
        }
        stream.retries.isRedispatched = true
        failed.counters[index].add(.redispatches)
        backend.counters[index].add(.redispatches)
        loseCookie(stream)
    }

    private func loseCookie(_ stream: Stream) {
        if stream.cookie.fromClient == UInt8(ascii: "V") {
            stream.cookie.fromClient = UInt8(ascii: "D")
        }
    }

    /// Counts a choice of balancing [lbtot]: not where a cookie led, nor where the attempt before went.
    private func count(
        selected server: ServerRuntime,
        _ stream: Stream,
        _ backend: BackendRuntime
    ) {
        guard !stream.retries.isBound, stream.failedServer?.cell !== server.cell else { return }
        server.counters[index].add(.selections)
        backend.counters[index].add(.selections)
    }

    // MARK: Waiting

    /// The stream of a token if it still waits with that ticket.
    func waitingStream(_ token: SlotToken, ticket: UInt64) -> Stream? {
        guard let stream = streams[token], case .queued(ticket) = stream.phase else { return nil }
        return stream
    }

    /// A stream that waited goes to the server on which it has a place.
    func accept(_ invitation: Invitation) {
        let (guest, backend) = (invitation.guest, invitation.backend)
        // A stream that has left took its place with it and passed it on.
        guard let stream = waitingStream(guest.token, ticket: guest.ticket),
            backend.settle(ticket: guest.ticket)
        else { return }
        drive(stream) { connect(stream, to: invitation.server) }
    }

    /// The server that a stream waited for, or was to be connected to, is gone: another one.
    func chooseAgain(_ stream: Stream) {
        stream.phase = .pausing
        stream.assignment = .none
        loseCookie(stream)
        drive(stream) { chooseServer(stream, bound: nil) }
    }

    /// Takes a stream out of the queue that it waits in.
    func leaveQueue(_ stream: Stream) {
        guard case .queued(let ticket) = stream.phase, let backend = stream.backend else { return }
        stream.phase = .pausing
        runtime.deliver(backend.leaveQueue(ticket: ticket))
    }

    /// Takes a stream's weight off its server, and lets the next one that waits go there.
    func leaveServer(_ stream: Stream) {
        endAttempt(stream)
        guard case .placed(let server) = stream.assignment, let backend = stream.backend else {
            return
        }
        stream.assignment = .named(server)
        runtime.release(server, of: backend)
    }
}
