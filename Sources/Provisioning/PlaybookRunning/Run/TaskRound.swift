internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// Runs one task on the hosts of a batch and draws the conclusions: counts, results, failures.
struct TaskRound {
    let batch: BatchRunner
    let task: Task
    let subjects: [TaskSubject]

    private var run: RunState { batch.run }

    /// Runs the task.
    func run(_ iteration: inout PlayIteration) throws(Diagnostic) {
        guard let first = subjects.first else { return }
        announce(first)
        let evaluator = first.evaluator()
        let isForAll = try evaluator.bool(task.directives.runOnce) ?? false
        let isOnce = isForAll || task.isForAllHosts
        let limit = try evaluator.integer(task.directives.throttle) ?? 0
        let forks = limit > 0 ? min(limit, run.options.forks) : run.options.forks
        let chosen = isOnce ? [first] : subjects
        let reports = WorkerPool.map(chosen, limit: forks) { TaskExecution($0).run() }
        for report in reports { batch.takeUpPending(of: report.host) }
        for report in reports { settle(report, isForAll: isForAll, &iteration) }
        try drawConsequences(reports, evaluator, isOnce: isOnce, &iteration)
        try IncludeRound(batch: batch, task: task).run(reports, subjects, isOnce, &iteration)
    }

    /// Tells the reports that the task starts.
    func announce(_ subject: TaskSubject) {
        let title = TaskTitle(
            kind: subject.isHandler ? .handler : .task,
            name: Self.heading(of: subject),
            module: task.action.name,
            place: "\(task.file):\(task.place.line)"
        )
        run.reports.record(.taskStarted(title))
    }

    /// A task's name as headings show it, the role's before it but for the inclusion of another.
    static func heading(of subject: TaskSubject) -> String {
        let task = subject.task
        let own = task.name.map { subject.evaluator().textAsFarAsKnown($0) } ?? plainName(subject)
        if case .includeRole = task.action { return own }
        guard let role = task.role, !own.contains("\(role.name) : ") else { return own }
        return "\(role.name) : \(own)"
    }

    /// The name of a task that the operator gave none.
    private static func plainName(_ subject: TaskSubject) -> String {
        let task = subject.task
        guard case .includeRole(let include) = task.action else { return task.action.name }
        return "\(task.action.name) : \(subject.evaluator().textAsFarAsKnown(include.role))"
    }

    /// Counts and keeps what one host reports.
    private func settle(_ report: TaskReport, isForAll: Bool, _ iteration: inout PlayIteration) {
        let outcome = report.outcome
        keep(report, isForAll: isForAll)
        let host = report.host
        if let role = task.role, outcome.kind != .skipped, outcome.kind != .unreachable {
            batch.roleHistory.noteTask(of: role, on: host)
        }
        switch outcome.kind {
        case .ok, .changed:
            batch.progress.count(host) { counts in
                if !task.isInclude { counts.ok += 1 }
                if outcome.kind == .changed { counts.changed += 1 }
            }
            for position in report.notified { batch.notified.notify(position, for: host) }
        case .skipped:
            batch.progress.count(host) { $0.skipped += 1 }
        case .unreachable where report.isIgnored:
            batch.progress.count(host) { counts in
                counts.ok += 1
                counts.ignored += 1
            }
        case .failed where report.isIgnored:
            batch.progress.count(host) { counts in
                counts.ok += 1
                counts.ignored += 1
                if outcome.isChanged { counts.changed += 1 }
            }
        case .failed:
            let isRescued = iteration.leadsToRescue
            batch.progress.count(host) { counts in
                if isRescued { counts.rescued += 1 } else { counts.failed += 1 }
            }
            if isRescued { tellRescue(report) }
        case .unreachable:
            batch.progress.count(host) { $0.unreachable += 1 }
        }
    }

    /// What `rescue` may look at.
    private func tellRescue(_ report: TaskReport) {
        run.host(report.host).update { contents in
            contents.register(FailedTask.value(task), as: "ansible_failed_task")
            contents.register(report.outcome.registered, as: "ansible_failed_result")
        }
    }

    private func keep(_ report: TaskReport, isForAll: Bool) {
        let hosts = isForAll ? batch.state.batch : [report.host]
        if let name = task.register {
            let result = report.outcome.registered
            for host in hosts { run.host(host).update { $0.register(result, as: name) } }
        }
        guard report.outcome.kind == .ok || report.outcome.kind == .changed else { return }
        applyFacts(of: report, to: hosts)
    }

    private func drawConsequences(
        _ reports: [TaskReport],
        _ evaluator: KeywordEvaluator,
        isOnce: Bool,
        _ iteration: inout PlayIteration
    ) throws(Diagnostic) {
        let counting = reports.filter { !$0.isIgnored }
        let failed = counting.filter { $0.outcome.kind == .failed }.map(\.host)
        let lost = counting.filter { $0.outcome.kind == .unreachable }.map(\.host)
        if failed.isEmpty && lost.isEmpty { return }
        let others = batch.active.filter { !failed.contains($0) && !lost.contains($0) }
        batch.lose(lost, &iteration)
        let isFatal = try evaluator.bool(task.directives.anyErrorsFatal) ?? false
        batch.fail(failed, &iteration)
        let isExceeded = try exceedsLimit(evaluator)
        if isFatal || isOnce || isExceeded {
            batch.fail(others, &iteration)
            if batch.active.isEmpty { run.reports.record(.noHostsLeft) }
        }
    }

    private func exceedsLimit(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> Bool {
        guard let limit = try evaluator.number(batch.state.play.maxFailPercentage) else {
            return false
        }
        let lost = batch.failed.count + batch.unreachable.count
        return Double(lost) / Double(max(1, batch.state.batch.count)) * 100 > limit
    }
}
