internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract
internal import Playbooks
internal import RunReporting
internal import Templating

/// Executes one task on one host: its loop, conditions, retries, and what it registers.
struct TaskExecution {
    let subject: TaskSubject
    private let started = MonotonicClock.now

    init(_ subject: TaskSubject) {
        self.subject = subject
    }

    private var task: Task { subject.task }

    /// Executes the task and reports its outcome.
    func run() -> TaskReport {
        subject.run.inFlight.during(subject.host, TaskRound.heading(of: subject), runCounted)
    }

    private func runCounted() -> TaskReport {
        var report = TaskReport(host: subject.host, outcome: ItemOutcome(.ok))
        if let loop = task.loop {
            runLoop(loop, into: &report)
        } else {
            report.outcome = runOnce(RoundVariables(), round: nil, into: &report)
        }
        finish(&report)
        settleJournal(report)
        return report
    }

    /// Keeps the journal's entries of what the task notifies, and withdraws the others.
    ///
    /// Those were noted before it was known that nothing changed. A host that is lost keeps all: it
    /// may have changed.
    private func settleJournal(_ report: TaskReport) {
        let handlers = report.notified.map { subject.handlers.noted(at: $0) }
        let left = subject.desk.withNoted(on: subject.host) { noted in
            noted.confirm(report.outcome.kind == .unreachable ? noted.unconfirmed : handlers)
            return noted.unconfirmed
        }
        if left.isEmpty { return }
        if let failure = subject.forget(left) {
            subject.run.reports.record(
                .warning("the journal of handlers can't be cleared: \(failure)")
            )
        }
    }

    private func runLoop(_ loop: Loop, into report: inout TaskReport) {
        let items: LoopItems
        do throws(Diagnostic) {
            items = try LoopItems(loop, subject.evaluator())
        } catch {
            report.outcome = withTolerance(loopFailure(error), subject.evaluator())
            return
        }
        if items.rounds.isEmpty {
            report.outcome = LoopSummary.empty
            return
        }
        var outcomes: [ItemOutcome] = []
        var left = RoundVariables()
        left.handlers = handlers(of: items)
        for (index, round) in items.rounds.enumerated() {
            var variables = left
            variables.set(round.variables, isForeign: items.areForeign)
            if index > 0 { pause(loop.control, variables) }
            var outcome = runOnce(variables, round: round, into: &report)
            left.take(outcome, of: task, on: subject.run.host(subject.host))
            outcome.values.merge(items.names.values(item: round.item, index: index))
            if isCensored(variables) {
                Censorship.conceal(outcome, of: task, by: subject.run.mask)
            }
            outcomes.append(outcome)
            if !task.isInclude || outcome.kind == .skipped || outcome.kind == .failed {
                tell(outcome, item: label(of: round, loop.control, variables), variables)
            }
            variables = left
            variables.set(round.variables, isForeign: items.areForeign)
            if outcome.kind == .unreachable || breaks(loop.control, variables) { break }
        }
        report.outcome = LoopSummary.combine(outcomes)
        guard report.outcome.kind == .changed else {
            report.notified = []
            return
        }
        if let fault = report.notificationFault {
            report.outcome = .failed(fault.rendered(), values: report.outcome.values)
        }
    }

    /// The handlers that the rounds of a loop notify, as far as they are known before the first.
    private func handlers(of items: LoopItems) -> [Int] {
        if task.directives.notifications.isEmpty { return [] }
        var positions: [Int] = []
        for round in items.rounds {
            var variables = RoundVariables()
            variables.set(round.variables, isForeign: items.areForeign)
            let found = try? Notifications(subject: subject)
                .positions(subject.evaluator(variables))
            positions += (found ?? []).filter { !positions.contains($0) }
        }
        return positions
    }

    /// A loop whose items cannot be evaluated is skipped when the task's condition does not hold.
    private func loopFailure(_ error: Diagnostic) -> ItemOutcome {
        let unmet = try? subject.evaluator().firstUnmet(task.directives.conditions)
        if unmet ?? nil != nil { return .skipped(because: "Conditional result was False") }
        return subject.failure(error)
    }

    private func runOnce(
        _ variables: RoundVariables,
        round: LoopItems.Round?,
        into report: inout TaskReport
    ) -> ItemOutcome {
        let evaluator = subject.evaluator(variables)
        return withTolerance(
            outcome(variables, evaluator, round: round, into: &report),
            evaluator
        )
    }

    /// The outcome with whether the task's keywords have it ignored.
    private func withTolerance(
        _ outcome: ItemOutcome,
        _ evaluator: KeywordEvaluator
    ) -> ItemOutcome {
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

    private func outcome(
        _ variables: RoundVariables,
        _ evaluator: KeywordEvaluator,
        round: LoopItems.Round?,
        into report: inout TaskReport
    ) -> ItemOutcome {
        do throws(Diagnostic) {
            if let outcome = try conditionOutcome(evaluator) { return outcome }
        } catch {
            return subject.failure(error)
        }
        if let gap = task.gaps.first { return .failed(gap.withSeverity(.error).rendered()) }
        switch task.action {
        case .module(let written):
            let call: ModuleCall
            do throws(DiagnosticList) {
                call = try chosen(written, evaluator)
            } catch {
                return .failed(error.description)
            }
            let attempts = TaskAttempts(subject: subject, call: call, extra: variables)
            return attempts.run { outcome in notify(outcome, evaluator, into: &report) }
        case .includeTasks, .includeRole:
            return include(evaluator, variables, round: round, into: &report)
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

    private func breaks(_ control: LoopControl, _ variables: RoundVariables) -> Bool {
        if control.breakWhen.isEmpty { return false }
        do throws(Diagnostic) {
            return try subject.evaluator(variables).firstUnmet(control.breakWhen) == nil
        } catch {
            return true
        }
    }

    private func pause(_ control: LoopControl, _ variables: RoundVariables) {
        let seconds = try? subject.evaluator(variables).number(control.pause)
        if let seconds = seconds ?? nil { MonotonicClock.sleep(for: .seconds(seconds)) }
    }

    private func label(
        of round: LoopItems.Round,
        _ control: LoopControl,
        _ variables: RoundVariables
    ) -> String {
        if isCensored(variables) { return Censorship.itemLabel }
        guard let label = control.label else { return round.item.pythonText }
        return subject.evaluator(variables).textAsFarAsKnown(label)
    }

    private func finish(_ report: inout TaskReport) {
        let outcome = report.outcome
        report.isIgnored = outcome.isIgnored
        if isCensored(RoundVariables()) {
            Censorship.conceal(outcome, of: task, by: subject.run.mask)
        }
        let isSilent = task.isInclude && (outcome.kind == .ok || outcome.kind == .changed)
        if !isSilent { tell(report.outcome, item: nil) }
    }

    /// Whether results are hidden; they are when it cannot be told.
    private func isCensored(_ variables: RoundVariables) -> Bool {
        do throws(Diagnostic) {
            return try subject.evaluator(variables).bool(task.directives.noLog) ?? false
        } catch {
            return true
        }
    }

    /// Reports an outcome, censored when the task says so.
    private func tell(
        _ outcome: ItemOutcome,
        item: String?,
        _ variables: RoundVariables = RoundVariables()
    ) {
        let hides = isCensored(variables)
        let isItem = item != nil
        var told = HostOutcome(
            outcome.kind,
            host: subject.host,
            delegate: outcome.delegate,
            task: task.name.map { subject.evaluator().textAsFarAsKnown($0) } ?? task.action.name,
            item: item,
            result: hides ? Censorship.censor(outcome.shown) : outcome.shown,
            visibility: hides ? .whenVerbose : outcome.visibility
        )
        let isSummary = task.loop != nil && !isItem && outcome.values["results"] != nil
        told.isLoopSummary = isSummary && !hides
        told.isIgnored = !isItem && outcome.isIgnored
        told.diffs = hides ? [] : outcome.diffs
        told.duration = MonotonicClock.now - started
        subject.run.reports.record(.outcome(told))
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
