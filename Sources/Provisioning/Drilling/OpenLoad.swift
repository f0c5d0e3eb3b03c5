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
    /// The next request; who holds it waits until that is due, and the other free clients for him.
    private let turn = Mutex<Int>(0)
    private let takenCount = Atomic<Int>(0)
    private let hasEnded = Atomic<Bool>(false)
    private let ended = Mutex<[LoadSample]>([])
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
    public var samples: [LoadSample] { ended.withLock { $0 } }

    /// Lets no further request leave, waits for those under way, and sums up.
    public func stop() -> LoadSummary {
        let elapsed = elapsed
        let unsent = unsentCount(after: elapsed)
        hasEnded.store(true, ordering: .relaxed)
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
                outcome: outcome
            )
            ended.withLock { $0.append(sample) }
        }
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
