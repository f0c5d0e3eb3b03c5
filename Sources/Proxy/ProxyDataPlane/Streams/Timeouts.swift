internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import ProxyConfiguration
internal import Samples

/// What happens when somebody took too long.
extension Worker {
    /// A client's deadline has come where no stream runs.
    func timedOut(_ client: ClientConnection) {
        if case .multiplexing(let multiplexer) = client.phase {
            return multiplexingTimedOut(client, multiplexer)
        }
        guard client.isWaiting, client.isFirstRequest else {
            if client.awaitsProxyHeader {
                logRefusal(client, "Timeout while waiting for PROXY protocol header")
            } else if case .handshake = client.phase {
                return refuse(client, for: .handshakeTimedOut)
            }
            return close(client)
        }
        guard openStream(client, with: nil), let stream = client.stream else { return }
        requestTimedOut(stream)
    }

    /// One of the deadlines of a stream has come.
    func timedOut(_ stream: Stream, onServerSide: Bool) {
        switch stream.phase {
        case .ended: break
        case .answering, .rendering: abandon(stream)
        case .receiving: requestTimedOut(stream)
        case .inspecting(let stage):
            inspectionTimedOut(stream, stage, onServerSide: onServerSide)
        case .buffering: bufferingTimedOut(stream)
        case .queued:
            stream.ending.set("s", "Q")
            stream.timing.queueDone = now
            stream.server?.counters[index].add(.connectionErrors)
            stream.backend?.counters[index].add(.connectionErrors)
            leaveQueue(stream)
            answer(stream, page: 503)
        case .pausing:
            if !releaseFromTarpit(stream) { pauseEnded(stream) }
        case .borrowing(let server):
            openConnection(stream, to: server)
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
        if stream.hasSaidNothing, stream.frontend.settings.ignoresProbes { return abandon(stream) }
        countBadRequest(stream)
        answer(stream, page: 408)
    }

    private func exchangeTimedOut(
        _ stream: Stream,
        _ connection: ServerConnection,
        onServerSide: Bool
    ) {
        guard let backend = stream.backend, let server = stream.server else {
            return abandon(stream)
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
            stream.frontend.counters[index].add(.requestErrors)
            return answer(stream, page: 408)
        }
        let mayRetry =
            stream.request.isReplayable && stream.request.mayRetryAfterSending
            && stream.retries.count < backend.settings.retries
            && backend.settings.retryOn.contains(.responseTimeout)
        if mayRetry { return repeatRequest(stream, backend, server) }
        observe(.readTimeout, stream)
        server.counters[index].add(.responseErrors)
        backend.counters[index].add(.responseErrors)
        stream.ending.set("s", "H")
        answer(stream, page: 504)
    }

    /// Counts a server that has gone, or stopped, before its response was over.
    func countServerAbort(_ stream: Stream) {
        stream.backend?.counters[index].add(.serverAborts)
        stream.server?.counters[index].add(.serverAborts)
    }
}
