import HTTPWire
import LinuxSystem

/// One client of a load: asks one request at a time, on a connection that it keeps or on fresh ones.
///
/// A request that finds its kept connection closed before any byte of an answer is asked once more
/// on a new one, as browsers do with GET. One that is not idempotent is only when not a byte of it
/// had left.
struct LoadClient: ~Copyable {
    private let traffic: LoadTraffic
    private let notes: LoadNotes
    private let request: [UInt8]
    private var session = StickySession()
    private var connection: LoadConnection?
    private var buffer = [UInt8](repeating: 0, count: 16_384)

    init(_ traffic: LoadTraffic, _ notes: LoadNotes) {
        self.traffic = traffic
        self.notes = notes
        request = traffic.request()
    }

    /// How long a patient client waits before it asks again.
    private static let pause = Duration.milliseconds(100)

    /// Asks until there is an answer; a client that is not patient asks once.
    mutating func ask() -> LoadSample.Outcome {
        let deadline = MonotonicClock.now + traffic.timeout
        guard let patience = traffic.retryTime else { return askOnce(until: deadline) }
        while true {
            let outcome = askOnce(until: min(deadline, MonotonicClock.now + patience))
            if case .answered = outcome { return outcome }
            guard MonotonicClock.now + Self.pause < deadline else { return outcome }
            connection = nil
            MonotonicClock.sleep(for: Self.pause)
        }
    }

    private mutating func askOnce(until deadline: MonotonicInstant) -> LoadSample.Outcome {
        let cookies = session.cookieLine
        let bytes = cookies.map { traffic.request(cookies: $0) } ?? request
        if let kept = keptConnection() {
            switch exchange(bytes, on: kept, until: deadline) {
            case .finished(let outcome): return outcome
            case .stale(let hasLeft, let reason):
                connection = nil
                if hasLeft, !traffic.isIdempotent { return .unknown(reason) }
            }
        }
        do throws(LoadFault) {
            let fresh = try LoadConnection(to: traffic, until: deadline)
            connection = fresh
            switch exchange(bytes, on: fresh, until: deadline) {
            case .finished(let outcome): return outcome
            case .stale(let hasLeft, let reason):
                connection = nil
                return hasLeft ? .unknown(reason) : .failed(reason)
            }
        } catch {
            notes.note(error)
            return .failed(error.text)
        }
    }

    /// The connection of the request before, when it still stands.
    private mutating func keptConnection() -> LoadConnection? {
        guard let kept = connection else { return nil }
        do throws(LoadFault) {
            if try kept.isQuiet() { return kept }
        } catch {
            notes.note(error)
        }
        connection = nil
        return nil
    }

    private enum Exchange {
        case finished(LoadSample.Outcome)
        /// The connection was closed before any byte of the answer; whether one of the request had
        /// left.
        case stale(hasLeft: Bool, reason: String)
    }

    private mutating func exchange(
        _ bytes: [UInt8],
        on connection: LoadConnection,
        until deadline: MonotonicInstant
    ) -> Exchange {
        var hasLeft = false
        var received = 0
        do throws(LoadFault) {
            try connection.send(bytes, until: deadline) { hasLeft = true }
            return try answer(on: connection, until: deadline, &received)
        } catch {
            notes.note(error)
            if error != .timedOut, received == 0 {
                return .stale(hasLeft: hasLeft, reason: error.text)
            }
            self.connection = nil
            return .finished(hasLeft ? .unknown(error.text) : .failed(error.text))
        }
    }

    private mutating func answer(
        on connection: LoadConnection,
        until deadline: MonotonicInstant,
        _ received: inout Int
    ) throws(LoadFault) -> Exchange {
        var reader = HTTPResponseReader(
            requestMethod: traffic.method,
            bodyLimit: .max,
            keepsBody: false
        )
        var hasBegun = false
        let began = MonotonicClock.now
        while true {
            let count = try connection.receive(into: &buffer, until: deadline)
            received += count
            if count == 0 {
                if received == 0 {
                    return .stale(hasLeft: true, reason: "closed without an answer")
                }
                self.connection = nil
                guard let response = reader.finish() else {
                    return .finished(.unknown("cut off in the middle of an answer"))
                }
                return .finished(finish(response))
            }
            let progress: HTTPResponseReader.Progress
            do {
                progress = try reader.push(buffer[..<count])
            } catch {
                self.connection = nil
                return .finished(.unknown("no HTTP"))
            }
            if !hasBegun, let status = reader.partial?.status {
                hasBegun = true
                if status < 400 { notes.update { $0.begunCount += 1 } }
            }
            if case .complete(let response) = progress {
                if !traffic.keepsConnections || !reader.connectionCanBeReused {
                    self.connection = nil
                }
                return .finished(finish(response))
            }
            slowDown(received, since: began, until: deadline)
        }
    }

    /// Reads no faster than at the traffic's rate.
    private func slowDown(
        _ received: Int,
        since began: MonotonicInstant,
        until deadline: MonotonicInstant
    ) {
        guard let rate = traffic.readRate else { return }
        let due = began + .milliseconds(Int64(received) * 1000 / Int64(rate))
        let now = MonotonicClock.now
        MonotonicClock.sleep(for: min(due, deadline) - now)
    }

    private mutating func finish(_ response: HTTPResponse) -> LoadSample.Outcome {
        let server = response.headers["X-Backend"] ?? ""
        if traffic.isSticky, response.status < 400 {
            let setCookies = response.headers.values(of: "Set-Cookie")
            if let move = session.note(server: server, setCookies: setCookies) {
                let at = notes.elapsed
                notes.update { $0.moves.append(SessionMove(at: at, from: move.from, to: move.to)) }
            }
        }
        return .answered(status: response.status, server: server)
    }
}
