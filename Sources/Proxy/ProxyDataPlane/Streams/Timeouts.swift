internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import ProxyConfiguration

/// What happens when somebody took too long.
extension Worker {
    /// A client's deadline has come where no stream runs.
    func timedOut(_ client: ClientConnection) {
        guard client.isWaiting, client.isFirstRequest else { return close(client) }
        guard openStream(client, with: nil), let stream = client.stream else { return }
        requestTimedOut(stream)
    }

    /// One of the deadlines of a stream has come.
    func timedOut(_ stream: Stream, onServerSide: Bool) {
        switch stream.phase {
        case .ended: break
        case .answering, .rendering: close(stream.client)
        case .receiving: requestTimedOut(stream)
        case .queued:
            stream.ending.set("s", "Q")
            stream.timing.queueDone = now
            stream.server?.counters.connectionErrors.add()
            stream.backend?.counters.connectionErrors.add()
            leaveQueue(stream)
            answer(stream, page: 503)
        case .pausing:
            pauseEnded(stream)
        case .connecting:
            attemptFailed(stream, timedOut: true)
        case .exchanging(let connection):
            exchangeTimedOut(stream, connection, onServerSide: onServerSide)
        case .tunneling(let connection, let times):
            tunnelTimedOut(stream, connection, times)
        }
    }

    /// A request that was not whole in time.
    func requestTimedOut(_ stream: Stream) {
        stream.ending.set("c", "R")
        countBadRequest(stream)
        answer(stream, page: 408)
    }

    private func exchangeTimedOut(
        _ stream: Stream,
        _ connection: ServerConnection,
        onServerSide: Bool
    ) {
        guard let backend = stream.backend, let server = stream.server else {
            return close(stream.client)
        }
        if stream.response.isHeadDone {
            if stream.response.pipe.isWhole && onServerSide {
                // The server has answered before the request's end and takes no more of it.
                stream.request.isAbandoned = true
                return finishExchange(stream, connection)
            }
            stream.ending.set(onServerSide ? "s" : "c", "D")
            if onServerSide { countServerAbort(stream) } else { countAbort(stream) }
            return cut(stream)
        }
        guard onServerSide else {
            stream.ending.set("c", "H")
            stream.frontend.counters.requestErrors.add()
            return answer(stream, page: 408)
        }
        let mayRetry =
            stream.request.isReplayable && stream.request.mayRetryAfterSending
            && stream.retries.count < backend.settings.retries
            && backend.settings.retryOn.contains(.responseTimeout)
        if mayRetry { return repeatRequest(stream, backend, server) }
        observe(.readTimeout, stream)
        server.counters.responseErrors.add()
        backend.counters.responseErrors.add()
        stream.ending.set("s", "H")
        answer(stream, page: 504)
    }

    /// Counts a server that has gone, or stopped, before its response was over.
    func countServerAbort(_ stream: Stream) {
        stream.backend?.counters.serverAborts.add()
        stream.server?.counters.serverAborts.add()
    }
}
