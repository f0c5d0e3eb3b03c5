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

    /// Takes note that a task is at work from now on; the number ends it.
    func begin(_ host: String, _ task: String) -> Int {
        state.withLock { state in
            state.next += 1
            state.flights[state.next] = Flight(host: host, task: task, start: MonotonicClock.now)
            return state.next
        }
    }

    /// Takes note that a task is at work no more.
    func end(_ number: Int) { state.withLock { _ = $0.flights.removeValue(forKey: number) } }

    /// What is at work, in the order of starting.
    var current: [RunningTask] {
        state.withLock { state in
            let now = MonotonicClock.now
            return state.flights.sorted { $0.key < $1.key }
                .map { RunningTask(host: $1.host, task: $1.task, elapsed: now - $1.start) }
        }
    }
}
