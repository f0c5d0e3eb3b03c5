import CLibSSH
import HostConnections
import LinuxSystem
import Synchronization

/// The one thread that uses a session: it opens channels for others and moves their bytes.
///
/// The library's sessions are not for several threads. Others leave orders, and exchange bytes
/// with the pump over local sockets. The session ends in that thread too: streams keep the pump,
/// but not the session, for as long as anybody holds them.
final class SessionPump: Sendable {
    private let unstarted: Mutex<SSHSession?>
    private let wakeUp: WakeUp
    private let shared = Mutex(Shared())

    /// What other threads see and change.
    private struct Shared {
        var arriving: [ChannelOrder] = []
        var dropped: [ChannelOrder] = []
        var isStopping = false
        var ending: ConnectionFailure.Reason?
    }

    /// Takes the session over.
    init(_ session: SSHSession) throws(SystemError) {
        unstarted = Mutex(session)
        wakeUp = try WakeUp()
    }

    deinit { wakeUp.close() }

    /// Why there is no connection any more; nil while there is one.
    var ending: ConnectionFailure.Reason? { shared.withLock { $0.ending } }

    /// Leaves an order for a channel.
    func submit(_ order: ChannelOrder) {
        let ending = shared.withLock { shared in
            if shared.ending == nil { shared.arriving.append(order) }
            return shared.ending
        }
        if let ending {
            order.ends.close()
            order.fulfil(ending)
        } else {
            wakeUp.signal()
        }
    }

    /// Says that nobody wants a channel any more.
    func drop(_ order: ChannelOrder) {
        shared.withLock { if $0.ending == nil { $0.dropped.append(order) } }
        wakeUp.signal()
    }

    /// Asks the pump to end the connection.
    func stop() {
        shared.withLock { $0.isStopping = true }
        wakeUp.signal()
    }

    /// Works until the connection ends, and ends the session; runs in a thread of its own.
    func run() {
        let session = unstarted.withLock { session in
            defer { session = nil }
            return session
        }
        if let session { work(on: session) }
    }

    private func work(on session: SSHSession) {
        guard let event = ssh_event_new() else {
            end([], .local("the SSH library has no memory"))
            return
        }
        ssh_event_add_session(event, session.raw)
        defer {
            ssh_event_remove_session(event, session.raw)
            ssh_event_free(event)
        }
        var bridges: [ChannelBridge] = []
        var keepAlive = KeepAlive(interval: session.route.keepAliveInterval)
        var ending: ConnectionFailure.Reason?
        while ending == nil {
            let packets = session.packetCount
            accept(&bridges, on: session)
            arrive(event)
            let isMoved = advance(&bridges, on: session)
            ending = reasonToEnd(session, &keepAlive)
            let isBusy = isMoved || session.packetCount != packets
            if ending == nil { wait(for: &bridges, of: session, isBusy ? .zero : keepAlive.wait) }
        }
        end(bridges, ending ?? .closed)
    }

    /// Takes the orders that were left.
    private func accept(_ bridges: inout [ChannelBridge], on session: SSHSession) {
        let (arriving, dropped) = shared.withLock { shared in
            defer {
                shared.arriving = []
                shared.dropped = []
            }
            return (shared.arriving, shared.dropped)
        }
        for order in arriving {
            if let channel = SSHChannel(of: session) {
                bridges.append(ChannelBridge(order, channel: channel))
            } else {
                order.ends.close()
                order.fulfil(.local("the SSH library has no memory"))
            }
        }
        for order in dropped {
            if let index = bridges.firstIndex(where: { $0.order === order }) {
                bridges[index].drop()
            }
        }
    }

    /// Lets the library take what has arrived and send what waits.
    private func arrive(_ event: ssh_event) {
        for _ in 0..<32 where ssh_event_dopoll(event, 0) == SSH_OK {}
    }

    private func advance(_ bridges: inout [ChannelBridge], on session: SSHSession) -> Bool {
        var isMoved = false
        for index in bridges.indices where bridges[index].advance(why: { session.refusal }) {
            isMoved = true
        }
        bridges.removeAll { $0.isEnded }
        return isMoved
    }

    private func reasonToEnd(
        _ session: SSHSession,
        _ keepAlive: inout KeepAlive
    ) -> ConnectionFailure.Reason? {
        if shared.withLock({ $0.isStopping }) { return .closed }
        let isOpen =
            ssh_is_connected(session.raw) != 0
            && ssh_get_status(session.raw) & (SSH_CLOSED | SSH_CLOSED_ERROR) == 0
        if !isOpen {
            return .lost(inFlight: "the connection", why: session.lastError)
        }
        switch keepAlive.check(packets: session.packetCount, now: MonotonicClock.now) {
        case .nothing: return nil
        case .ask:
            ssh_send_keepalive(session.raw)
            return nil
        case .lost(let silence):
            return .lost(
                inFlight: "the connection",
                why: "no answer within \(secondsText(silence))"
            )
        }
    }

    private func wait(
        for bridges: inout [ChannelBridge],
        of session: SSHSession,
        _ timeout: Duration?
    ) {
        let socket = FileDescriptor(rawValue: ssh_get_fd(session.raw))
        let isWriting = ssh_get_poll_flags(session.raw) & SSH_WRITE_PENDING != 0
        var entries = [
            PollEntry(wakeUp.descriptor, .readable),
            PollEntry(socket, isWriting ? [.readable, .writable] : .readable),
        ]
        var owners: [Int?] = [nil, nil]
        for index in bridges.indices {
            for entry in bridges[index].waits {
                entries.append(entry)
                owners.append(index)
            }
        }
        _ = try? poll(&entries, timeout: timeout)
        if !entries[0].ready.isEmpty { wakeUp.drain() }
        for (entry, owner) in zip(entries, owners) {
            if let owner, !entry.ready.isDisjoint(with: [.hangUp, .error]) {
                bridges[owner].noteHangUp(of: entry.descriptor)
            }
        }
    }

    private func end(_ bridges: [ChannelBridge], _ reason: ConnectionFailure.Reason) {
        let left = shared.withLock { shared in
            shared.ending = reason
            defer {
                shared.arriving = []
                shared.dropped = []
            }
            return shared.arriving
        }
        for var bridge in bridges { bridge.end(reason) }
        for order in left {
            order.ends.close()
            order.fulfil(reason)
        }
    }
}
