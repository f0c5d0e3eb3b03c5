internal import Diagnostics
internal import Playbooks
internal import RunReporting

extension TaskSubject {
    /// The task's heading.
    var title: TaskTitle {
        TaskTitle(
            kind: isHandler ? .handler : .task,
            name: heading,
            module: task.action.name,
            place: "\(task.file):\(task.place.line)"
        )
    }

    /// The task's name as headings show it, the role's before it but for the inclusion of another.
    var heading: String {
        let own = task.name.map { evaluator().textAsFarAsKnown($0) } ?? plainName
        if case .includeRole = task.action { return own }
        guard let role = task.role, !own.contains("\(role.name) : ") else { return own }
        return "\(role.name) : \(own)"
    }

    /// The name of a task that the operator gave none.
    private var plainName: String {
        guard case .includeRole(let include) = task.action else { return task.action.name }
        return "\(task.action.name) : \(evaluator().textAsFarAsKnown(include.role))"
    }

    /// Records what happened in the task.
    func record(_ event: RunEvent) {
        if let headings { headings.record(event, of: title) } else { run.reports.record(event) }
    }
}
