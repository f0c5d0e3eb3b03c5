internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract
internal import Playbooks
internal import RunReporting
internal import Templating

/// Executes one task on one host: its loop, conditions, retries, and what it registers.
struct TaskExecution: Sendable {
    let subject: TaskSubject
    let started = MonotonicClock.now

    init(_ subject: TaskSubject) {
        self.subject = subject
    }

    var task: Task { subject.task }

    /// The execution of the task, which leads to its report.
    func machine() -> Machine<TaskReport> {
        let flight = subject.run.inFlight.begin(subject.host, subject.heading)
        let report = TaskReport(host: subject.host, outcome: ItemOutcome(.ok))
        let body = task.loop.map { rounds(of: $0, report) }
        return (body ?? once(RoundVariables(), round: nil, report)).then { report in
            var report = report
            finish(&report)
            let finished = report
            return settleJournal(report).map {
                subject.run.inFlight.end(flight)
                return finished
            }
        }
    }

    /// Keeps the journal's entries of what the task notifies, and withdraws the others.
    ///
    /// Those were noted before it was known that nothing changed. A host that is lost keeps all: it
    /// may have changed.
    private func settleJournal(_ report: TaskReport) -> Machine<Void> {
        let handlers = report.notified.map { subject.handlers.noted(at: $0) }
        let left = subject.desk.withNoted(on: subject.host) { noted in
            noted.confirm(report.outcome.kind == .unreachable ? noted.unconfirmed : handlers)
            return noted.unconfirmed
        }
        if left.isEmpty { return .done(()) }
        return subject.forget(left).map { failure in
            guard let failure else { return }
            let text = "the journal of handlers can't be cleared: \(failure)"
            subject.run.reports.record(.warning(text))
        }
    }

    /// One execution: the whole task, or one round of its loop; the report's outcome is its own.
    func once(
        _ variables: RoundVariables,
        round: LoopItems.Round?,
        _ report: TaskReport
    ) -> Machine<TaskReport> {
        let evaluator = subject.evaluator(variables)
        return execution(variables, evaluator, round: round, report).map { executed in
            var report = executed
            report.outcome = withTolerance(report.outcome, evaluator)
            return report
        }
    }

    /// The outcome with whether the task's keywords have it ignored.
    func withTolerance(_ outcome: ItemOutcome, _ evaluator: KeywordEvaluator) -> ItemOutcome {
        var outcome = outcome
        do throws(Diagnostic) {
            switch outcome.kind {
            case .failed:
                outcome.isIgnored = try evaluator.bool(task.directives.ignoreErrors) ?? false
            case .unreachable:
                outcome.isIgnored = try evaluator.bool(task.directives.ignoreUnreachable) ?? false
            case .ok, .changed, .skipped:
                break
            }
            return outcome
        } catch {
            return .failed(error.rendered())
        }
    }

    private func execution(
        _ variables: RoundVariables,
        _ evaluator: KeywordEvaluator,
        round: LoopItems.Round?,
        _ report: TaskReport
    ) -> Machine<TaskReport> {
        var report = report
        do throws(Diagnostic) {
            if let outcome = try conditionOutcome(evaluator) {
                report.outcome = outcome
                return .done(report)
            }
        } catch {
            report.outcome = subject.failure(error)
            return .done(report)
        }
        if let gap = task.gaps.first {
            report.outcome = .failed(gap.withSeverity(.error).rendered())
            return .done(report)
        }
        switch task.action {
        case .module(let written):
            let call: ModuleCall
            do throws(DiagnosticList) {
                call = try chosen(written, evaluator)
            } catch {
                report.outcome = .failed(error.description)
                return .done(report)
            }
            let attempts = TaskAttempts(subject: subject, call: call, extra: variables)
            let before = report
            return attempts.machine().map { outcome in
                var report = before
                report.outcome = notify(outcome, evaluator, into: &report)
                return report
            }
        case .includeTasks, .includeRole:
            report.outcome = include(evaluator, variables, round: round, into: &report)
            return .done(report)
        }
    }

    /// The call with its module, where a template names it.
    private func chosen(
        _ call: ModuleCall,
        _ evaluator: KeywordEvaluator
    ) throws(DiagnosticList) -> ModuleCall {
        if !call.isOpen { return call }
        let name: String
        do throws(Diagnostic) {
            name = try evaluator.text(Node(.string(call.name), at: call.place))
        } catch {
            throw DiagnosticList([error])
        }
        let chosen = try subject.run.loader.call(call, of: name)
        if chosen.module.description.isForAllHosts {
            throw DiagnosticList([
                Diagnostic(
                    "the module '\(name)' can't be chosen by a template",
                    at: call.place,
                    hint: "it is called once for all hosts: name it plainly"
                )
            ])
        }
        return chosen
    }

    private func conditionOutcome(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> ItemOutcome?
    {
        for condition in task.directives.conditions {
            do throws(Diagnostic) {
                if try evaluator.engine.condition(condition) { continue }
            } catch {
                let text = condition.string ?? condition.kindDescription
                var diagnostic = error
                diagnostic.message =
                    "The conditional check '\(text)' failed. The error was: \(error.message)"
                throw diagnostic
            }
            var outcome = ItemOutcome.skipped(because: "Conditional result was False")
            if let text = condition.string { outcome.values["false_condition"] = .string(text) }
            return outcome
        }
        return nil
    }

    /// Takes note of what an execution notifies.
    ///
    /// As in Ansible, every item of a loop does that has not failed, if any of them changed something.
    private func notify(
        _ outcome: ItemOutcome,
        _ evaluator: KeywordEvaluator,
        into report: inout TaskReport
    ) -> ItemOutcome {
        guard outcome.kind == .changed || outcome.kind == .ok && task.loop != nil else {
            return outcome
        }
        do throws(Diagnostic) {
            let positions = try Notifications(subject: subject).positions(evaluator)
            report.notified += positions.filter { !report.notified.contains($0) }
            return outcome
        } catch {
            guard outcome.kind == .changed else {
                report.notificationFault = report.notificationFault ?? error
                return outcome
            }
            return .failed(error.rendered(), values: outcome.values)
        }
    }

    private func include(
        _ evaluator: KeywordEvaluator,
        _ variables: RoundVariables,
        round: LoopItems.Round?,
        into report: inout TaskReport
    ) -> ItemOutcome {
        do throws(Diagnostic) {
            let inclusion = try IncludeEvaluation(subject: subject, evaluator: evaluator)
                .inclusion(variables.only(round?.variables ?? [:]), item: round?.item)
            report.inclusions.append(inclusion)
            return ItemOutcome(.ok, values: ["include": .string(inclusion.name)])
        } catch {
            return subject.failure(error)
        }
    }
}

extension Task {
    /// Whether the task includes tasks or a role while the play runs.
    var isInclude: Bool {
        if case .module = action { return false }
        return true
    }

    /// Whether the task's module is called once for all hosts.
    var isForAllHosts: Bool {
        guard case .module(let call) = action else { return false }
        return call.module.description.isForAllHosts
    }
}
