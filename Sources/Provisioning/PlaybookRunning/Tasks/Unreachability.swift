internal import DocumentValues
internal import HostConnections
internal import RunReporting

/// The outcome of a task whose host could not be asked.
enum Unreachability {
    /// A failure to become another user fails the task; every other one makes the host unreachable.
    static func outcome(of failure: ConnectionFailure) -> ItemOutcome {
        if case .become = failure.reason { return .failed("\(failure)") }
        return ItemOutcome(
            .unreachable,
            values: ["msg": .string("\(failure)"), "unreachable": true]
        )
    }
}
