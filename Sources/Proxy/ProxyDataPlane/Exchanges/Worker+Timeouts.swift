internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import ProxyConfiguration

/// What happens when somebody took too long.
extension Worker {
    /// One of the deadlines of a session has come.
    func timedOut(_ session: Session, onServerSide: Bool) {
        switch session.phase {
        case .handshake:
            if session.awaitsProxyHeader {
                logRefusal(session, "Timeout while waiting for PROXY protocol header")
            }
            close(session)
        case .draining, .lingering, .answering, .rendering, .closed:
            close(session)
        case .awaitingRequest:
            requestTimedOut(session)
        case .queued:
            session.ending.set("s", "Q")
            session.timing.queueDone = now
            session.server?.counters[index].add(.connectionErrors)
            session.backend?.counters[index].add(.connectionErrors)
            leaveQueue(session)
            session.phase = .answering
            answer(session, page: 503)
        case .pausing:
            pauseEnded(session)
        case .connecting:
            attemptFailed(session, timedOut: true)
        case .exchanging:
            exchangeTimedOut(session, onServerSide: onServerSide)
        case .tunneling:
            tunnelTimedOut(session)
        }
    }

    private func requestTimedOut(_ session: Session) {
        let isEmpty = session.input.map(\.isEmpty) ?? true
        if isEmpty && !session.isFirstRequest { return close(session) }
        session.ending.set("c", "R")
        session.request.isWhole = false
        countBadRequest(session)
        answer(session, page: 408)
    }

    private func exchangeTimedOut(_ session: Session, onServerSide: Bool) {
        guard let backend = session.backend, let server = session.server else {
            return close(session)
        }
        if session.response.isHeadDone {
            if session.response.isWhole, onServerSide, let connection = session.connection {
                // The server has answered before the request's end and takes no more of it.
                session.request.isAbandoned = true
                return finishExchange(session, connection)
            }
            session.ending.set(onServerSide ? "s" : "c", "D")
            if onServerSide { countServerAbort(session) } else { countAbort(session) }
            return cut(session)
        }
        guard onServerSide else {
            session.ending.set("c", "H")
            session.frontend.counters[index].add(.requestErrors)
            return answer(session, page: 408)
        }
        let mayRetry =
            session.request.isReplayable && session.request.mayRetryAfterSending
            && session.attempts < backend.settings.retries
            && backend.settings.retryOn.contains(.responseTimeout)
        if mayRetry { return repeatRequest(session, backend, server) }
        observe(.readTimeout, session)
        server.counters[index].add(.responseErrors)
        backend.counters[index].add(.responseErrors)
        session.ending.set("s", "H")
        answer(session, page: 504)
    }

    /// Counts a server that has gone, or stopped, before its response was over.
    func countServerAbort(_ session: Session) {
        session.backend?.counters[index].add(.serverAborts)
        session.server?.counters[index].add(.serverAborts)
    }
}
