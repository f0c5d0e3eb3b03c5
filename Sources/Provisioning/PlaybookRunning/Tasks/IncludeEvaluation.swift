internal import Diagnostics
internal import DocumentValues
internal import Playbooks

/// Evaluates what a dynamic include asks for on one host.
struct IncludeEvaluation {
    let subject: TaskSubject
    let evaluator: KeywordEvaluator

    /// The include, its name evaluated with the variables of the loop's round.
    func inclusion(
        _ round: RoundVariables,
        item: Value?
    ) throws(Diagnostic) -> TaskReport.Inclusion {
        let inherited = subject.task.inherited.variables.count
        let context = IncludeContext(
            round,
            variables: Array(subject.task.directives.variables.dropFirst(inherited)),
            outer: subject.include === IncludeContext.none ? nil : subject.include
        )
        let label = item.map(\.pythonText)
        switch subject.task.action {
        case .includeTasks(let include):
            return TaskReport.Inclusion(
                name: try evaluator.text(include.file),
                context: context,
                item: label
            )
        case .includeRole(let include):
            var inclusion = TaskReport.Inclusion(
                name: try evaluator.text(include.role),
                entry: try entry(include.entry),
                context: context,
                item: label
            )
            inclusion.isPublic = try evaluator.bool(include.isPublic) ?? false
            return inclusion
        case .module:
            return TaskReport.Inclusion(name: "", context: context)
        }
    }

    private func entry(_ entry: RoleEntry) throws(Diagnostic) -> RoleEntry {
        var result = entry
        result.tasksFrom = try plain(entry.tasksFrom)
        result.varsFrom = try plain(entry.varsFrom)
        result.defaultsFrom = try plain(entry.defaultsFrom)
        result.handlersFrom = try plain(entry.handlersFrom)
        return result
    }

    private func plain(_ node: Node?) throws(Diagnostic) -> Node? {
        guard let node else { return nil }
        return Node(.string(try evaluator.text(node)), at: node.place)
    }
}
