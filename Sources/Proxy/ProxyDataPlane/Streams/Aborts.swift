internal import LinuxSystem
internal import ProxyConfiguration

/// Clients that go before they have been answered.
extension Worker {
    /// Whether a client that waits has gone; then its stream ends.
    ///
    /// One that has only closed its sending side waits for the answer, unless `abortonclose` says
    /// otherwise; what it sent before is read first. As in HAProxy, no transfer was cut [cli_abrt] where
    /// no server had the request, but for a client that reset its connection in the queue.
    func noticeAbort(_ stream: Stream) -> Bool {
        let client = stream.client
        guard client.transport.isBroken || client.transport.hasUnreadEnd else { return false }
        let received = receive(stream)
        let isBroken = client.transport.isBroken
        guard isBroken || received == .ended || received.isFailure else { return false }
        if !isBroken, case .ended = received,
            stream.backend?.settings.abortsWhenClientCloses != true
        {
            return false
        }
        switch stream.phase {
        case .queued:
            if isBroken { countAbort(stream) }
            stream.timing.queueDone = now
            stream.ending.set("C", "Q")
        case .exchanging:
            countAbort(stream)
            stream.ending.set("C", isBroken ? "D" : "H")
            if !isBroken {
                answer(stream, page: 400)
                return false
            }
        default:
            stream.ending.set("C", "C")
        }
        cut(stream)
        return false
    }

    /// Counts a client that has gone before its exchange was over.
    func countAbort(_ stream: Stream) {
        stream.frontend.counters[index].add(.clientAborts)
        stream.backend?.counters[index].add(.clientAborts)
        stream.server?.counters[index].add(.clientAborts)
    }
}

extension Transfer {
    var isFailure: Bool { if case .failed = self { true } else { false } }
}
