internal import LinuxSystem
internal import RunReporting
internal import Synchronization

/// The tasks that are at work at the moment, on whichever hosts.
final class TasksInFlight: Sendable {
    private struct Flight {
        let host: String
        let task: String
        let start: MonotonicInstant
    }

    private struct State {
        var next = 0
        var flights: [Int: Flight] = [:]
    }

    private let state = Mutex(State())

    /// Runs a body during which a task counts as at work.
    func during<Result>(_ host: String, _ task: String, _ body: () -> Result) -> Result {
        let number = state.withLock { state in
            state.next += 1
            state.flights[state.next] = Flight(host: host, task: task, start: MonotonicClock.now)
            return state.next
        }
        defer { state.withLock { _ = $0.flights.removeValue(forKey: number) } }
        return body()
    }

    /// What is at work, in the order of starting.
    var current: [RunningTask] {
        state.withLock { state in
            let now = MonotonicClock.now
            return state.flights.sorted { $0.key < $1.key }
                .map { RunningTask(host: $1.host, task: $1.task, elapsed: now - $1.start) }
        }
    }
}
