internal import DocumentValues
internal import RunReporting

/// Puts the outcomes of a loop's items together into the outcome of the task.
enum LoopSummary {
    /// The outcome of a loop without items.
    static let empty = ItemOutcome(
        .skipped,
        values: ["results": [], "skipped_reason": "No items in the list"]
    )

    /// The outcome of the task: failed if an item failed, skipped if all were.
    static func combine(_ items: [ItemOutcome]) -> ItemOutcome {
        let isChanged = items.contains { $0.isChanged }
        var kind: HostOutcome.Kind = isChanged ? .changed : .ok
        var message = "All items completed"
        if items.contains(where: { $0.kind == .unreachable }) {
            kind = .unreachable
            message = "One or more items were unreachable"
        } else if items.contains(where: { $0.kind == .failed }) {
            kind = .failed
            message = "One or more items failed"
        } else if items.allSatisfy({ $0.kind == .skipped }) {
            kind = .skipped
            message = "All items skipped"
        }
        var summary = ItemOutcome(
            kind,
            values: [
                "msg": .string(message),
                "results": .list(items.map { .map($0.registered) }),
            ],
            isChanged: isChanged
        )
        summary.saysFailed = items.contains { $0.saysFailed ?? ($0.kind == .failed) }
        summary.isIgnored = items.filter { $0.kind == kind }.allSatisfy(\.isIgnored)
        summary.effects = items.filter { $0.kind != .failed }.flatMap(\.effects)
        summary.diffs = []
        return summary
    }
}
