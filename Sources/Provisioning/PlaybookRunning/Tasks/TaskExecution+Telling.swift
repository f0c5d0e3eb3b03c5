internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import Playbooks
internal import RunReporting

/// What reports are told.
extension TaskExecution {
    func label(
        of round: LoopItems.Round,
        _ control: LoopControl,
        _ variables: RoundVariables
    ) -> String {
        if isCensored(variables) { return Censorship.itemLabel }
        guard let label = control.label else { return round.item.pythonText }
        return subject.evaluator(variables).textAsFarAsKnown(label)
    }

    func finish(_ report: inout TaskReport) {
        let outcome = report.outcome
        report.isIgnored = outcome.isIgnored
        if isCensored(RoundVariables()) {
            Censorship.conceal(outcome, of: task, by: subject.run.mask)
        }
        let isSilent = task.isInclude && (outcome.kind == .ok || outcome.kind == .changed)
        if !isSilent { tell(report.outcome, item: nil) }
    }

    /// Whether results are hidden; they are when it cannot be told.
    func isCensored(_ variables: RoundVariables) -> Bool {
        do throws(Diagnostic) {
            return try subject.evaluator(variables).bool(task.directives.noLog) ?? false
        } catch {
            return true
        }
    }

    /// Reports an outcome, censored when the task says so.
    func tell(
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
        subject.record(.outcome(told))
    }
}
