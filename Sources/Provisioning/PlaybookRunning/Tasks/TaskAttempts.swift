internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import Playbooks
internal import RunReporting

/// Calls a task's module until its `until` holds, and applies `changed_when` and `failed_when`.
struct TaskAttempts {
    let subject: TaskSubject
    let call: ModuleCall
    /// The variables of the loop's round.
    let extra: ValueMap

    private var task: Task { subject.task }

    /// Calls the module; `settle` has the last word on the outcome that stays.
    func run(_ settle: (ItemOutcome) -> ItemOutcome) -> ItemOutcome {
        guard let retry = task.retry else { return settle(attempt()) }
        do throws(Diagnostic) {
            let evaluator = subject.evaluator(extra)
            let retries = try evaluator.integer(retry.retries) ?? 3
            let delay = try evaluator.number(retry.delay) ?? 5
            return settle(try run(retry, retries: retries, delay: max(0, delay)))
        } catch {
            return .failed(error.rendered())
        }
    }

    private func run(
        _ retry: Retry,
        retries: Int,
        delay: Double
    ) throws(Diagnostic) -> ItemOutcome {
        let attempts = retries <= 0 || subject.run.options.looksOnce ? 1 : retries + 1
        var number = 1
        while true {
            var outcome = attempt()
            if outcome.kind == .unreachable || outcome.kind == .skipped { return outcome }
            if attempts > 1 { outcome.values["attempts"] = .integer(number) }
            if try isDone(retry, outcome) { return outcome }
            if number == attempts {
                outcome.values["attempts"] = .integer(max(1, attempts - 1))
                outcome.kind = .failed
                return outcome
            }
            outcome.values["retries"] = .integer(attempts)
            tellRetry(outcome, left: attempts - number)
            MonotonicClock.sleep(for: .seconds(delay))
            number += 1
        }
    }

    private func isDone(_ retry: Retry, _ outcome: ItemOutcome) throws(Diagnostic) -> Bool {
        if retry.conditions.isEmpty { return outcome.kind != .failed }
        return try evaluator(with: outcome).firstUnmet(retry.conditions) == nil
    }

    private func tellRetry(_ outcome: ItemOutcome, left: Int) {
        let evaluator = subject.evaluator(extra)
        let name = task.name.map { evaluator.textAsFarAsKnown($0) } ?? task.action.name
        let title = task.role.map { "\($0.name) : \(name)" } ?? name
        let told = HostOutcome(
            .failed,
            host: subject.host,
            delegate: outcome.delegate,
            task: title,
            result: Censorship.censor(outcome.shown)
        )
        subject.run.reports.record(.retrying(told, retriesLeft: left))
    }

    /// The evaluator in which the task's result is known by the name of `register`.
    private func evaluator(with outcome: ItemOutcome) -> Evaluator {
        var values = extra
        if let name = task.register { values[name] = .map(outcome.registered) }
        return subject.evaluator(values)
    }

    private func attempt() -> ItemOutcome {
        let outcome = ModuleCallExecution(subject: subject, call: call, extra: extra).run()
        if outcome.kind == .unreachable || outcome.kind == .skipped { return outcome }
        return judged(outcome)
    }

    private func judged(_ outcome: ItemOutcome) -> ItemOutcome {
        var outcome = outcome
        do throws(Diagnostic) {
            if let conditions = task.changedWhen {
                outcome.isChanged = try evaluator(with: outcome).firstUnmet(conditions) == nil
                if outcome.kind != .failed { outcome.kind = outcome.isChanged ? .changed : .ok }
            }
            if let conditions = task.failedWhen {
                let hasFailed = try evaluator(with: outcome).firstUnmet(conditions) == nil
                outcome.values["failed_when_result"] = .bool(hasFailed)
                let otherwise: HostOutcome.Kind = outcome.isChanged ? .changed : .ok
                outcome.kind = hasFailed ? .failed : otherwise
            }
            return outcome
        } catch {
            return .failed(error.rendered(), values: outcome.values)
        }
    }
}
