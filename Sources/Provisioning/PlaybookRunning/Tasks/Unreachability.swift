internal import DocumentValues
internal import HostConnections
internal import RunReporting

/// The outcome of a task whose host could not be asked.
enum Unreachability {
    /// A failure to become another user fails the task; every other one makes the host unreachable,
    /// but for an instance that check mode is told of only.
    static func outcome(
        of failure: ConnectionFailure,
        _ target: TargetSettings,
        _ run: RunState
    ) -> ItemOutcome {
        if case .become = failure.reason { return .failed("\(failure)") }
        let (isExplained, isNews) = run.expectations.explains(failure, of: target)
        if isNews {
            let text = "\(target.name) does not run yet: what is done in it is not planned"
            run.reports.record(.warning(text))
        }
        if isExplained { return .skipped(because: "'\(target.name)' does not run yet") }
        return ItemOutcome(
            .unreachable,
            values: ["msg": .string("\(failure)"), "unreachable": true]
        )
    }
}
