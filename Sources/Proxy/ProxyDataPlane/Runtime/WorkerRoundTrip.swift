public import EventLoops
internal import Synchronization

/// A message that goes round all workers: when the last one has taken it, none is in the middle of
/// anything that it began before.
final class WorkerRoundTrip: Sendable {
    private struct Trip: Sendable {
        var missing: Int
        var whenDone: (@Sendable () -> Void)?
    }

    private let trip: Mutex<Trip>

    init(of workerCount: Int, whenDone: @escaping @Sendable () -> Void) {
        trip = Mutex(Trip(missing: workerCount, whenDone: whenDone))
    }

    /// A worker has taken the message.
    func pass() {
        let finish = trip.withLock { trip -> (@Sendable () -> Void)? in
            trip.missing -= 1
            return trip.missing == 0 ? Self.close(&trip) : nil
        }
        finish?()
    }

    /// Waits no longer.
    func end() {
        trip.withLock { Self.close(&$0) }?()
    }

    private static func close(_ trip: inout Trip) -> (@Sendable () -> Void)? {
        defer { trip.whenDone = nil }
        return trip.whenDone
    }
}

extension ProxyRuntime {
    /// Calls back on the loop when every worker has taken all that was posted to it before.
    ///
    /// A worker that has ended, or that is busy with one thing for more than five seconds, is not
    /// waited for.
    public func afterAllWorkers(on loop: EventLoop, _ action: @escaping @Sendable () -> Void) {
        let workers = workers
        let remote = loop.remote
        let trip = WorkerRoundTrip(of: workers.count) { remote.post { _ in action() } }
        for worker in workers { worker.post(.passOn(trip)) }
        if workers.isEmpty { trip.end() }
        loop.schedule(after: .seconds(5)) { trip.end() }
    }
}
