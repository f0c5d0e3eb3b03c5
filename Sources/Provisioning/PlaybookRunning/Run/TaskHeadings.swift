internal import RunReporting
internal import Synchronization

/// The headings of tasks that hosts come to each in its own time: one stands before an outcome that
/// is of another task than the one before.
final class TaskHeadings: Sendable {
    private let reports: RunReports
    private let last = Mutex<TaskTitle?>(nil)

    init(_ reports: RunReports) {
        self.reports = reports
    }

    /// Records what happened in a task, below its heading.
    func record(_ event: RunEvent, of title: TaskTitle) {
        last.withLock { last in
            if last != title { reports.record(.taskStarted(title)) }
            last = title
            reports.record(event)
        }
    }
}
