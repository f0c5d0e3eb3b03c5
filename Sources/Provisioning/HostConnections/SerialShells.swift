internal import Synchronization

/// Lets one thread after the other use the shells of a target.
final class SerialShells: @unchecked Sendable {
    // Checked by hand: the pool is touched only while the lock is held.
    private let pool: ShellPool
    private let turn = Mutex(())

    init(_ pool: ShellPool) {
        self.pool = pool
    }

    /// Runs a body while nobody else uses the shells.
    func withPool<Result: Sendable>(
        _ body: (ShellPool) throws(ConnectionFailure) -> Result
    ) throws(ConnectionFailure) -> Result {
        try turn.withLock { (_) throws(ConnectionFailure) in try body(pool) }
    }

    /// Ends the shells, after the call that is under way.
    func close() {
        turn.withLock { _ in pool.close() }
    }
}
