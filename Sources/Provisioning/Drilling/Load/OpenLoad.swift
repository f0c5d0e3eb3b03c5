public import LinuxSystem
import Synchronization

/// A load of one kind whose requests leave at fixed times, whatever the answers do.
///
/// Request number n is due n/rate seconds after the start. When every client is busy it leaves
/// late: its latency still counts from when it was due, and its sample says that it was the load
/// that held it back.
public final class OpenLoad: Sendable {
    let traffic: LoadTraffic
    let notes: LoadNotes
    private let interval: Duration
    private let start: MonotonicInstant
    /// The next request; who holds it waits until that is due, and the other free clients for him.
    private let turn = Mutex<Int>(0)
    private let takenCount = Atomic<Int>(0)
    private let end = Mutex<Duration?>(nil)
    private let hasEnded = Atomic<Bool>(false)
    private let ended = Mutex<[LoadSample]>([])
    private let clients = Mutex<[Thread]>([])

    /// Starts a load of GET requests on connections that are kept.
    ///
    /// - Parameters:
    ///   - target: what is asked for.
    ///   - address: where the connections go.
    ///   - rate: requests a second.
    ///   - clientCount: requests that may be under way at once.
    ///   - timeout: how long one request may take.
    /// - Throws: what the kernel says when it has no descriptors left.
    public convenience init(
        of target: LoadTarget,
        at address: SocketAddress,
        rate: Int,
        clientCount: Int,
        timeout: Duration
    ) throws(SystemError) {
        let traffic = LoadTraffic(
            target: target,
            address: address,
            rate: Double(rate),
            clientCount: clientCount,
            timeout: timeout
        )
        try self.init(traffic, from: MonotonicClock.now)
    }

    /// Starts a load of that traffic, whose times count from a moment.
    public init(_ traffic: LoadTraffic, from start: MonotonicInstant) throws(SystemError) {
        self.traffic = traffic
        self.start = start
        notes = LoadNotes(start: start)
        interval = .nanoseconds(Int64(1_000_000_000 / traffic.rate))
        do throws(SystemError) {
            for number in 0..<traffic.clientCount {
                let thread = try Thread.start(name: "load-\(number)") { [self] in
                    traffic.target.isWebSocket ? talk(number) : drive(LoadClient(traffic, notes))
                }
                clients.withLock { $0.append(thread) }
            }
        } catch {
            _ = stop()
            throw error
        }
    }

    /// How long the load has run.
    public var elapsed: Duration { MonotonicClock.now - start }

    /// The requests that have ended so far.
    public var samples: [LoadSample] { ended.withLock { $0 } }

    /// Lets no further request leave.
    func finish() {
        end.withLock { end in
            if end == nil { end = elapsed }
        }
        hasEnded.store(true, ordering: .releasing)
    }

    /// Lets no further request leave, waits for those under way, and sums up.
    public func stop() -> LoadSummary {
        finish()
        let running = clients.withLock { clients in
            defer { clients = [] }
            return clients
        }
        for thread in running { thread.join() }
        return summary
    }

    /// What the clients have felt so far.
    public var summary: LoadSummary {
        let elapsed = end.withLock { $0 } ?? elapsed
        let unsent = unsentCount(after: elapsed)
        return LoadSummary(samples, duration: elapsed, unsentCount: unsent)
    }

    /// The requests that no client has taken although they are late.
    private func unsentCount(after elapsed: Duration) -> Int {
        // A WebSocket's client takes all of its own, if late.
        if traffic.target.isWebSocket { return 0 }
        let dueCount = Int((elapsed - Lateness.tolerance) / interval) + 1
        return max(0, dueCount - takenCount.load(ordering: .relaxed))
    }

    private func drive(_ client: consuming LoadClient) {
        while let request = takeTurn() {
            let delay = elapsed - request.due
            let outcome = client.ask()
            let sample = LoadSample(
                due: request.due,
                delay: delay,
                waitedForClient: request.hasWaited,
                latency: elapsed - request.due,
                outcome: outcome,
                isIdempotent: traffic.isIdempotent
            )
            ended.withLock { $0.append(sample) }
        }
    }

    private func talk(_ number: Int) {
        var client = WebSocketLoadClient(
            traffic,
            notes,
            schedule: MessageTimes(
                next: interval * number,
                step: interval * traffic.clientCount
            )
        )
        client.run(
            end: { [self] in hasEnded.load(ordering: .acquiring) ? end.withLock { $0 } : nil },
            record: { [self] sample in ended.withLock { $0.append(sample) } }
        )
    }

    /// Waits until the next request is due; nil when the load has ended.
    private func takeTurn() -> (due: Duration, hasWaited: Bool)? {
        turn.withLock { number in
            let due = interval * number
            let hasWaited = due < elapsed
            while !hasEnded.load(ordering: .relaxed) {
                let left = due - elapsed
                if left <= .zero {
                    number += 1
                    takenCount.store(number, ordering: .relaxed)
                    return (due, hasWaited)
                }
                MonotonicClock.sleep(for: min(left, .milliseconds(50)))
            }
            return nil
        }
    }
}
