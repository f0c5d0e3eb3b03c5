internal import Balancing
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// What follows an attempt to reach a server that has failed.
extension Worker {
    /// A connection that could not be made: again, elsewhere, or an answer of our own.
    func attemptFailed(_ stream: Stream, timedOut: Bool) {
        guard let backend = stream.backend, let server = stream.server else { return }
        observe(.connectionFailed, stream)
        dropConnection(stream)
        guard stream.retries.count < backend.settings.retries,
            backend.settings.retryOn.contains(.connectionFailure)
        else {
            server.counters[index].add(.connectionErrors)
            backend.counters[index].add(.connectionErrors)
            stream.ending.set(timedOut ? "s" : "S", "C")
            leaveServer(stream)
            return answer(stream, page: 503)
        }
        tryAgain(stream, backend, server, pauses: !timedOut)
    }

    /// Makes another attempt, on another server when the settings say so.
    ///
    /// A server that has just refused is not asked again at once: the attempt waits a second, or the
    /// connect time-out if that is shorter, unless it may go to another server.
    func tryAgain(
        _ stream: Stream,
        _ backend: BackendRuntime,
        _ server: ServerRuntime,
        pauses: Bool
    ) {
        stream.retries.count += 1
        endAttempt(stream)
        stream.request.rewind()
        guard redispatches(stream, backend, server) else {
            server.counters[index].add(.retries)
            backend.counters[index].add(.retries)
            return pauses ? pause(stream, backend) : connect(stream, to: server)
        }
        leaveServer(stream)
        stream.assignment = .none
        stream.failedServer = server
        if pauses && backend.usableServers <= 1 {
            pause(stream, backend)
        } else {
            chooseServer(stream, bound: nil)
        }
    }

    private func pause(_ stream: Stream, _ backend: BackendRuntime) {
        stream.phase = .pausing
        let patience = backend.settings.timeouts.connect ?? .seconds(1)
        stream.serverDeadline = deadline(after: min(patience, .seconds(1)))
        arm(stream.client)
    }

    /// Whether the next attempt may leave the server.
    ///
    /// HAProxy's rule: when it is the turn of a redispatch, when the server is down, and at once when
    /// neither a cookie nor a hash has led here and there is another server.
    private func redispatches(
        _ stream: Stream,
        _ backend: BackendRuntime,
        _ server: ServerRuntime
    ) -> Bool {
        let settings = backend.settings
        let interval: Int
        switch settings.redispatch {
        case .never: return false
        case .lastAttempt: interval = settings.retries
        case .every(let count): interval = count
        case .beforeLast(let count): interval = settings.retries + 1 - count
        }
        if interval > 0 && stream.retries.count % interval == 0 { return true }
        if !server.acceptsPersistentStreams { return true }
        return !stream.retries.isBound && !settings.balance.isHashed && backend.usableServers > 1
    }

    /// The pause after a failed attempt is over.
    func pauseEnded(_ stream: Stream) {
        if let server = stream.server {
            connect(stream, to: server)
        } else {
            chooseServer(stream, bound: nil)
        }
    }
}
