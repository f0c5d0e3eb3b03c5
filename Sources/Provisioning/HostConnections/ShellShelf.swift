import Synchronization

/// The long-lived shells of one target: one for each user that is acted as, opened when first
/// wanted and again after one was lost.
final class ShellShelf: Sendable {
    /// Starts a program on the target.
    typealias Starter =
        @Sendable (_ words: [String]) throws(ConnectionFailure) -> ProgramStreams

    private let target: String
    private let timeout: Duration
    private let start: Starter
    private let shells = Mutex<[Become?: ShellSession]>([:])

    init(target: String, timeout: Duration, start: @escaping Starter) {
        self.target = target
        self.timeout = timeout
        self.start = start
    }

    /// Runs commands in one round trip.
    func run(
        _ commands: [ShellCommand],
        as become: Become?
    ) throws(ConnectionFailure) -> [CommandResult] {
        let shell = try session(for: become)
        do throws(ConnectionFailure) {
            return try shell.run(commands)
        } catch {
            shells.withLock { $0[become] = nil }
            shell.close()
            throw error
        }
    }

    private func session(for become: Become?) throws(ConnectionFailure) -> ShellSession {
        if let open = shells.withLock({ $0[become] }) { return open }
        let fresh = try ShellSession(
            target: target,
            streams: try start(ShellSession.words(for: become)),
            become: become,
            timeout: timeout
        )
        shells.withLock { $0[become] = fresh }
        return fresh
    }

    /// Ends every shell.
    func close() {
        let open = shells.withLock { shells in
            defer { shells = [:] }
            return Array(shells.values)
        }
        for shell in open { shell.close() }
    }
}
