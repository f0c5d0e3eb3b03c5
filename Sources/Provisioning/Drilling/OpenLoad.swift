public import LinuxSystem
import Synchronization

/// A load whose requests leave at fixed times, whatever the answers do.
///
/// Request number n is due n/rate seconds after the start. When every client is busy it leaves
/// late, and its latency still counts from when it was due, so a stall is felt by every request
/// that falls into it.
public final class OpenLoad: Sendable {
    private let interval: Duration
    private let start: MonotonicInstant
    private let next = Atomic<Int>(0)
    private let last = Atomic<Int>(Int.max)
    private let samples = Mutex<[LoadSample]>([])
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
        for number in 0..<clientCount {
            let thread = try Thread.start(name: "load-\(number)") { [self] in
                drive(LoadClient(address: address, target: target, timeout: timeout))
            }
            clients.withLock { $0.append(thread) }
        }
    }

    /// Lets no further request become due, waits for those under way, and sums up.
    public func stop() -> LoadSummary {
        let elapsed = MonotonicClock.now - start
        last.store(Int(elapsed / interval), ordering: .relaxed)
        let running = clients.withLock { clients in
            defer { clients = [] }
            return clients
        }
        for thread in running { thread.join() }
        return LoadSummary(samples.withLock { $0 }, duration: interval * Int(elapsed / interval))
    }

    /// What the clients have felt so far.
    public var summary: LoadSummary {
        LoadSummary(samples.withLock { $0 }, duration: MonotonicClock.now - start)
    }

    private func drive(_ client: consuming LoadClient) {
        while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            let due = interval * number
            waitUntil(start + due)
            if number > last.load(ordering: .relaxed) { return }
            let outcome = client.ask()
            let latency = MonotonicClock.now - (start + due)
            let sample = LoadSample(due: due, latency: latency, outcome: outcome)
            samples.withLock { $0.append(sample) }
        }
    }

    private func waitUntil(_ moment: MonotonicInstant) {
        let left = moment - MonotonicClock.now
        if left > .zero { MonotonicClock.sleep(for: left) }
    }
}
