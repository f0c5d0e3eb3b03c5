internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// The rounds of a loop.
extension TaskExecution {
    /// How far a loop has come.
    private struct LoopState: Sendable {
        var index = 0
        /// What the rounds before leave to the next.
        var left = RoundVariables()
        var outcomes: [ItemOutcome] = []
        var report: TaskReport
    }

    func rounds(of loop: Loop, _ report: TaskReport) -> Machine<TaskReport> {
        var report = report
        let items: LoopItems
        do throws(Diagnostic) {
            items = try LoopItems(loop, subject.evaluator())
        } catch {
            report.outcome = withTolerance(loopFailure(error), subject.evaluator())
            return .done(report)
        }
        if items.rounds.isEmpty {
            report.outcome = LoopSummary.empty
            return .done(report)
        }
        var start = LoopState(report: report)
        start.left.handlers = handlers(of: items)
        return .repeating(from: start) { state in
            let round = items.rounds[state.index]
            var variables = state.left
            variables.set(round.variables, isForeign: items.areForeign)
            let ready = variables
            let pause = state.index > 0 ? pauseLength(loop.control, variables) : .zero
            let work = { @Sendable in once(ready, round: round, state.report) }
            let waited: Machine<TaskReport> = pause > .zero ? .sleep(pause, then: work) : work()
            return waited.map { report in
                var state = state
                state.report = report
                let isLast = note(round, of: loop, items, ready, &state)
                return isLast ? .over(summary(state)) : .again(state)
            }
        }
    }

    /// Takes note of what a round has led to; says whether it is the last.
    private func note(
        _ round: LoopItems.Round,
        of loop: Loop,
        _ items: LoopItems,
        _ variables: RoundVariables,
        _ state: inout LoopState
    ) -> Bool {
        var outcome = state.report.outcome
        state.left.take(outcome, of: task, on: subject.run.host(subject.host))
        outcome.values.merge(items.names.values(item: round.item, index: state.index))
        if isCensored(variables) {
            Censorship.conceal(outcome, of: task, by: subject.run.mask)
        }
        state.outcomes.append(outcome)
        if !task.isInclude || outcome.kind == .skipped || outcome.kind == .failed {
            tell(outcome, item: label(of: round, loop.control, variables), variables)
        }
        var after = state.left
        after.set(round.variables, isForeign: items.areForeign)
        state.index += 1
        return outcome.kind == .unreachable || breaks(loop.control, after)
            || state.index == items.rounds.count
    }

    private func summary(_ state: LoopState) -> TaskReport {
        var report = state.report
        report.outcome = LoopSummary.combine(state.outcomes)
        guard report.outcome.kind == .changed else {
            report.notified = []
            return report
        }
        if let fault = report.notificationFault {
            report.outcome = .failed(fault.rendered(), values: report.outcome.values)
        }
        return report
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

    private func breaks(_ control: LoopControl, _ variables: RoundVariables) -> Bool {
        if control.breakWhen.isEmpty { return false }
        do throws(Diagnostic) {
            return try subject.evaluator(variables).firstUnmet(control.breakWhen) == nil
        } catch {
            return true
        }
    }

    private func pauseLength(_ control: LoopControl, _ variables: RoundVariables) -> Duration {
        let seconds = try? subject.evaluator(variables).number(control.pause)
        return .seconds(max(0, (seconds ?? nil) ?? 0))
    }
}
