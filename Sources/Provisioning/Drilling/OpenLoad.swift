public import LinuxSystem
import Synchronization

/// A load whose requests leave at fixed times, whatever the answers do.
///
/// Request number n is due n/rate seconds after the start. When every client is busy it leaves
/// late: its latency still counts from when it was due, and its sample says that it was the load
/// that held it back.
public final class OpenLoad: Sendable {
    private let interval: Duration
    private let start: MonotonicInstant
    private let next = Atomic<Int>(0)
    /// The number of the last request that leaves; those above it were not due before the stop.
    private let last = Atomic<Int>(Int.max)
    private let taken = Mutex<[LoadSample]>([])
    private let clients = Mutex<[Thread]>([])

    /// Starts the load.
    ///
    /// - Parameters:
    ///   - target: what is asked for.
    ///   - address: where the connections go.
    ///   - rate: requests a second.
    ///   - clientCount: requests that may be under way at once.
    ///   - timeout: how long one request may take.
    /// - Throws: what the kernel says when it has no descriptors left.
    public init(
        of target: LoadTarget,
        at address: SocketAddress,
        rate: Int,
        clientCount: Int,
        timeout: Duration
    ) throws(SystemError) {
        interval = .nanoseconds(1_000_000_000 / Int64(rate))
        start = MonotonicClock.now
        do throws(SystemError) {
            for number in 0..<clientCount {
                let thread = try Thread.start(name: "load-\(number)") { [self] in
                    drive(LoadClient(address: address, target: target, timeout: timeout))
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
    public var samples: [LoadSample] { taken.withLock { $0 } }

    /// Lets no further request leave, waits for those under way, and sums up.
    public func stop() -> LoadSummary {
        let elapsed = elapsed
        let unsent = unsentCount(after: elapsed)
        last.store(-1, ordering: .relaxed)
        let running = clients.withLock { clients in
            defer { clients = [] }
            return clients
        }
        for thread in running { thread.join() }
        return LoadSummary(samples, duration: elapsed, unsentCount: unsent)
    }

    /// What the clients have felt so far.
    public var summary: LoadSummary {
        let elapsed = elapsed
        let unsent = unsentCount(after: elapsed)
        return LoadSummary(samples, duration: elapsed, unsentCount: unsent)
    }

    /// The requests that no client has taken although they are late.
    private func unsentCount(after elapsed: Duration) -> Int {
        let dueCount = Int((elapsed - Lateness.tolerance) / interval) + 1
        return max(0, dueCount - next.load(ordering: .relaxed))
    }

    private func drive(_ client: consuming LoadClient) {
        while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            let due = interval * number
            let hasWaited = start + due < MonotonicClock.now
            waitUntil(start + due)
            if number > last.load(ordering: .relaxed) { return }
            let delay = elapsed - due
            let outcome = client.ask()
            let sample = LoadSample(
                due: due,
                delay: delay,
                waitedForClient: hasWaited,
                latency: elapsed - due,
                outcome: outcome
            )
            taken.withLock { $0.append(sample) }
        }
    }

    private func waitUntil(_ moment: MonotonicInstant) {
        let left = moment - MonotonicClock.now
        if left > .zero { MonotonicClock.sleep(for: left) }
    }
}
