internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// One task on the hosts that take it together: starts it, and when it has ended on all of them
/// draws the conclusions: counts, results, failures.
struct TaskRound {
    let batch: BatchRunner
    let task: Task
    let subjects: [TaskSubject]
    /// What tells the round from others.
    let number: Int
    private var reach = Reach()
    private var reports: [String: TaskReport] = [:]

    /// For whom the task is carried out, and who gets its results.
    private struct Reach {
        var asked: [TaskSubject] = []
        /// Whether `run_once` gives the result to all hosts of the batch.
        var isForAll = false
        /// Whether one host does the task for those that take it together.
        var isOnce = false
    }

    init(batch: BatchRunner, task: Task, subjects: [TaskSubject], number: Int) {
        self.batch = batch
        self.task = task
        self.subjects = subjects
        self.number = number
    }

    private var run: RunState { batch.run }

    /// Has the task done on the hosts.
    mutating func start() throws(Diagnostic) {
        guard let first = subjects.first else { return }
        if batch.isLockstep { run.reports.record(.taskStarted(first.title)) }
        let evaluator = first.evaluator()
        reach.isForAll = try evaluator.bool(task.directives.runOnce) ?? false
        reach.isOnce = batch.isLockstep && (reach.isForAll || task.isForAllHosts)
        if !batch.isLockstep { try checkPace() }
        reach.asked = reach.isOnce ? [first] : subjects
        let throttle = try evaluator.integer(task.directives.throttle) ?? 0
        for subject in reach.asked {
            batch.crew.add(
                WorkCrew.Piece(
                    kind: "\(task.file):\(task.place.line):\(task.place.column)",
                    limit: throttle > 0 ? throttle : nil,
                    work: { [number] in
                        TaskExecution(subject).machine().map { .task($0, round: number) }
                    }
                )
            )
        }
    }

    /// Refuses, or warns of, what makes no sense where each host goes on by itself.
    private func checkPace() throws(Diagnostic) {
        if task.isForAllHosts {
            throw Diagnostic(
                "the module '\(task.action.name)' acts once for all hosts, which go on each by "
                    + "itself in this play: it would act for every one of them",
                at: task.place,
                hint: "give the play 'strategy: linear'"
            )
        }
        if reach.isForAll {
            batch.warn(
                "Using run_once with the free strategy is not currently supported. This task will "
                    + "still be executed for every host in the inventory list."
            )
        }
        if task.directives.anyErrorsFatal != nil {
            batch.warn(
                "Using any_errors_fatal with the free strategy is not supported, as tasks are "
                    + "executed independently on each host"
            )
        }
    }

    /// Takes what one host reports.
    mutating func take(_ report: TaskReport) { reports[report.host] = report }

    /// Whether all hosts have reported.
    var isOver: Bool { reports.count == reach.asked.count }

    /// Draws the conclusions.
    func conclude() throws(Diagnostic) {
        guard let first = subjects.first else { return }
        let reports = reach.asked.compactMap { self.reports[$0.host] }
        for report in reports { batch.takeUpPending(of: report.host) }
        for report in reports { settle(report) }
        try drawConsequences(reports, first)
        let isOnce = reach.isOnce
        IncludeRound(batch: batch, task: task, subjects: subjects, isOnce: isOnce).run(reports)
    }

    /// Counts and keeps what one host reports.
    private func settle(_ report: TaskReport) {
        let outcome = report.outcome
        keep(report)
        let host = report.host
        if let role = task.role, outcome.kind != .skipped, outcome.kind != .unreachable {
            batch.change(host) { $0.noteTask(of: role) }
        }
        switch outcome.kind {
        case .ok, .changed:
            batch.progress.count(host) { counts in
                if !task.isInclude { counts.ok += 1 }
                if outcome.kind == .changed { counts.changed += 1 }
            }
            for position in report.notified { batch.change(host) { $0.notify(position) } }
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
            let isRescued = batch.cursor(of: host)?.leadsToRescue ?? false
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

    private func keep(_ report: TaskReport) {
        let hosts = reach.isForAll ? batch.state.batch : [report.host]
        if let name = task.register {
            let result = report.outcome.registered
            for host in hosts { run.host(host).update { $0.register(result, as: name) } }
        }
        guard report.outcome.kind == .ok || report.outcome.kind == .changed else { return }
        applyFacts(of: report, to: hosts)
    }

    private func drawConsequences(
        _ reports: [TaskReport],
        _ first: TaskSubject
    ) throws(Diagnostic) {
        let counting = reports.filter { !$0.isIgnored }
        let failed = counting.filter { $0.outcome.kind == .failed }.map(\.host)
        let lost = counting.filter { $0.outcome.kind == .unreachable }.map(\.host)
        if failed.isEmpty && lost.isEmpty { return }
        let others = batch.active.filter { !failed.contains($0) && !lost.contains($0) }
        batch.lose(lost)
        batch.fail(failed)
        guard batch.isLockstep else {
            if reach.isForAll && !failed.isEmpty { batch.fail(others) }
            return
        }
        let evaluator = first.evaluator()
        let isFatal = try evaluator.bool(task.directives.anyErrorsFatal) ?? false
        let isExceeded = try exceedsLimit(evaluator)
        if isFatal || reach.isOnce || isExceeded {
            batch.fail(others)
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
