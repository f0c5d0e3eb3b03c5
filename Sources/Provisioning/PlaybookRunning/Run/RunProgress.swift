internal import RunReporting
internal import Synchronization

/// How far a run has come: counts, hosts that are out, what waits for a later play.
final class RunProgress: Sendable {
    private struct State {
        var statistics = RunStatistics()
        var removed: Set<String> = []
        var startAtTask: String?
        var pendingHandlers: [String: [JournalEntry]] = [:]
    }

    private let state: Mutex<State>

    init(startAtTask: String?) {
        state = Mutex(State(startAtTask: startAtTask))
    }

    /// The counts so far.
    var statistics: RunStatistics { state.withLock { $0.statistics } }

    /// Counts something for a host.
    func count(_ host: String, _ change: (inout RunStatistics.Counts) -> Void) {
        state.withLock { change(&$0.statistics[host]) }
    }

    /// Whether a host failed or was unreachable in an earlier play.
    func isRemoved(_ host: String) -> Bool { state.withLock { $0.removed.contains(host) } }

    /// Keeps a host out of the plays that come.
    func remove(_ hosts: [String]) { state.withLock { $0.removed.formUnion(hosts) } }

    /// Lets failed hosts take part again, as `clear_host_errors` does.
    func readmit(_ hosts: [String]) { state.withLock { $0.removed.subtract(hosts) } }

    /// Takes note that the task of `--start-at-task` has been reached.
    func noteStart() { state.withLock { $0.startAtTask = nil } }

    /// The task that `--start-at-task` still waits for.
    var unreachedStart: String? { state.withLock { $0.startAtTask } }

    /// Keeps a handler of an earlier run that the current play does not have.
    func keepPending(_ entry: JournalEntry, of host: String) {
        state.withLock { $0.pendingHandlers[host, default: []].append(entry) }
    }

    /// The handlers that were kept for a host; they are taken out.
    func takePending(of host: String) -> [JournalEntry] {
        state.withLock { $0.pendingHandlers.removeValue(forKey: host) ?? [] }
    }

    /// The handlers that no play so far had, host by host.
    var keptPending: [(host: String, entries: [JournalEntry])] {
        state.withLock { state in
            state.pendingHandlers.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        }
    }
}
