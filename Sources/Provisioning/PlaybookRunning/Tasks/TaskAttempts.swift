internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// Calls a task's module until its `until` holds, and applies `changed_when` and `failed_when`.
struct TaskAttempts {
    let subject: TaskSubject
    let call: ModuleCall
    /// The variables of the loop's round.
    let extra: RoundVariables

    private var task: Task { subject.task }

    /// Calls the module.
    func machine() -> Machine<ItemOutcome> {
        guard let retry = task.retry else { return attempt() }
        do throws(Diagnostic) {
            let evaluator = subject.evaluator(extra)
            let retries = try evaluator.integer(retry.retries) ?? 3
            let delay = try evaluator.number(retry.delay) ?? 5
            return attempts(retry, retries: retries, delay: max(0, delay))
        } catch {
            return .done(.failed(error.rendered()))
        }
    }

    private func attempts(_ retry: Retry, retries: Int, delay: Double) -> Machine<ItemOutcome> {
        let attempts = subject.run.options.looksOnce ? 1 : max(0, retries) + 1
        return .repeating(from: 1) { number in
            attempt(number: attempts > 1 ? number : nil).then { outcome in
                do throws(Diagnostic) {
                    if try isOver(outcome, retry) { return .done(.over(outcome)) }
                } catch {
                    return .done(.over(.failed(error.rendered())))
                }
                if number == attempts || subject.run.options.hasGivenUp() {
                    return .done(.over(exhausted(outcome, attempts: number)))
                }
                var told = outcome
                told.values["retries"] = .integer(attempts)
                tellRetry(told, left: attempts - number)
                return .sleep(.seconds(delay)) { .done(.again(number + 1)) }
            }
        }
    }

    /// The last outcome when no attempt met the conditions: a failure, unless `failed_when` says
    /// that it is none.
    private func exhausted(_ outcome: ItemOutcome, attempts: Int) -> ItemOutcome {
        var outcome = outcome
        outcome.values["attempts"] = .integer(max(1, attempts - 1))
        outcome.saysFailed = true
        if outcome.values["failed_when_result"] != false { outcome.kind = .failed }
        return outcome
    }

    private func isOver(_ outcome: ItemOutcome, _ retry: Retry) throws(Diagnostic) -> Bool {
        if outcome.isOver { return true }
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
    private func evaluator(with outcome: ItemOutcome) -> KeywordEvaluator {
        var values = extra
        values.take(outcome, of: task, on: subject.run.host(subject.host))
        return subject.evaluator(values)
    }

    /// Calls the module; conditions see the number of the attempt.
    private func attempt(number: Int? = nil) -> Machine<ItemOutcome> {
        ModuleCallExecution(subject: subject, call: call, extra: extra).machine().map { called in
            var outcome = called
            if outcome.isOver { return outcome }
            if let number { outcome.values["attempts"] = .integer(number) }
            return judged(outcome)
        }
    }

    private func judged(_ outcome: ItemOutcome) -> ItemOutcome {
        var outcome = outcome
        var key = "changed_when_result"
        do throws(Diagnostic) {
            if let conditions = task.changedWhen {
                outcome.isChanged = try evaluator(with: outcome).firstUnmet(conditions) == nil
                if outcome.kind != .failed { outcome.kind = outcome.isChanged ? .changed : .ok }
            }
            key = "failed_when_result"
            if let conditions = task.failedWhen {
                let hasFailed = try evaluator(with: outcome).firstUnmet(conditions) == nil
                outcome.values[key] = .bool(hasFailed)
                let otherwise: HostOutcome.Kind = outcome.isChanged ? .changed : .ok
                outcome.kind = hasFailed ? .failed : otherwise
            }
        } catch {
            outcome.kind = .failed
            outcome.values[key] = .string(error.message)
            outcome.values["msg"] = .string(error.rendered())
        }
        return outcome
    }
}

extension ItemOutcome {
    /// Whether nothing judges it any more and no further attempt is made.
    fileprivate var isOver: Bool { isUncalled || kind == .unreachable || kind == .skipped }
}
