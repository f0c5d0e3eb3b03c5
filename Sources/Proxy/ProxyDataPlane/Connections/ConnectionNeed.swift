internal import Synchronization

/// How many connections to a server are worth keeping: about as many as were in use at once lately.
///
/// HAProxy's estimate [srv_use_conn, srv_add_to_idle_list, srv_cleanup_idle_conns of its server.c].
/// Without it clients that connect anew each time would leave a connection behind with every request.
final class ConnectionNeed: Sendable {
    private let estimate = Counter()
    /// The most that were in use at once since the estimate was last corrected.
    private let most = Counter()
    private let nextCorrection = Atomic<Int64>(0)

    /// So many are in use now.
    func note(inUse count: Int) {
        most.raise(to: count)
        estimate.raise(to: count)
    }

    /// Tells whether one more is worth keeping beside those that are used and those that idle.
    ///
    /// - Parameters:
    ///   - inUse: those that are in use, the one that may be kept among them.
    ///   - idle: those that idle, of all threads.
    ///   - spare: how many more are kept than are needed.
    ///   - now: milliseconds of the clock that only goes forward.
    ///   - period: how long an estimate stands, in milliseconds.
    /// - Returns: whether it is.
    func wantsAnother(inUse: Int, idle: Int, spare: Int, at now: Int64, every period: Int64) -> Bool
    {
        correct(at: now, every: period, inUse: inUse)
        return inUse + idle <= max(inUse, estimate.current) + spare
    }

    private func correct(at now: Int64, every period: Int64, inUse: Int) {
        let due = nextCorrection.load(ordering: .relaxed)
        guard now >= due else { return }
        let (isOurs, _) = nextCorrection.compareExchange(
            expected: due,
            desired: now + max(1, period),
            ordering: .relaxed
        )
        // What was longer ago than two periods says nothing.
        guard isOurs, due > 0 else { return }
        let lately = now - due > period ? inUse : most.current
        estimate.set(max(lately, (estimate.current + lately) / 2))
        most.set(inUse)
    }
}
