internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract
internal import RunReporting

/// One call of a module on one host: probe, plan, changes, waiting, result.
///
/// Check mode is leaving out the changes; nothing else differs.
struct ModuleRun: Sendable {
    /// How the run is to be made.
    struct Conditions: Sendable {
        /// Whether nothing is changed.
        var isCheckMode = false
        /// Whether differences of contents are kept for the report.
        var isDiffMode = false
        /// Whether what is waited for is looked at once.
        var looksOnce = false
        /// Asked between two looks: whether waiting is given up.
        var hasGivenUp: @Sendable () -> Bool = { false }
        /// Variables set for every command on the host.
        var environment: [String: String] = [:]
        /// How long each command may take.
        var timeout: Duration?
        /// How the task goes on by itself, if it does.
        var background: Background?
    }

    let entry: ModuleEntry
    let conditions: Conditions
    /// Who is asked.
    let target: TaskTarget
    /// Taken once, when something is about to change; what it fails with keeps it from changing.
    let beforeFirstChange: @Sendable () -> Machine<Reached<ModuleFailure?>>

    /// What applying changes led to.
    struct Applied: Sendable {
        var replies: [HostReply] = []
        var failure: ModuleFailure?
    }

    /// Runs the module with arguments that fit its table.
    func machine(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) -> Machine<Reached<ItemOutcome>> {
        if conditions.isCheckMode, case .skipped = entry.description.checkMode {
            let name = entry.description.name
            let message = "'\(name)' would have run if not in check mode"
            return .done(.success(ItemOutcome(.skipped, values: ["msg": .string(message)])))
        }
        return expanded(arguments)
            .reached { plan($0, context) }
            .reached { planned in
                switch planned {
                case .failure(let failure): .done(.success(failed(failure, isChanged: false)))
                case .success(let plan): carryOut(plan)
                }
            }
    }

    /// The arguments with what paths leave to the target.
    private func expanded(_ arguments: ArgumentReader) -> Machine<Reached<ArgumentReader>> {
        guard case .host = entry.description.scope,
            let expansion = PathExpansion(arguments.all, of: entry.description.arguments)
        else { return .done(.success(arguments)) }
        return .ask(target, prepared([expansion.request])) { reached in
            .done(reached.map { ArgumentReader(expansion.expanded($0.first)) })
        }
    }

    private func plan(
        _ arguments: ArgumentReader,
        _ context: ModuleContext
    ) -> Machine<Reached<Result<Plan, ModuleFailure>>> {
        do throws(ModuleFailure) {
            return resolve(try entry.start(arguments, context: context), on: target)
        } catch {
            return .done(.success(.failure(error)))
        }
    }

    /// Asks what a probe wants to know, step by step.
    private func resolve<Facts: Sendable>(
        _ probe: Probe<Facts>,
        on target: TaskTarget
    ) -> Machine<Reached<Result<Facts, ModuleFailure>>> {
        .repeating(from: probe) { probe in
            switch probe {
            case .known(let facts):
                .done(.over(.success(.success(facts))))
            case .ask(let requests, let then) where requests.isEmpty:
                .done(next([], then))
            case .ask(let requests, let then):
                .ask(target, prepared(requests)) { reached in
                    switch reached {
                    case .success(let replies): .done(next(replies, then))
                    case .failure(let failure): .done(.over(.failure(failure)))
                    }
                }
            }
        }
    }

    private typealias ProbeStep<Facts: Sendable> =
        Repetition<Probe<Facts>, Reached<Result<Facts, ModuleFailure>>>

    private func next<Facts>(
        _ replies: [HostReply],
        _ then: ([HostReply]) throws(ModuleFailure) -> Probe<Facts>
    ) -> ProbeStep<Facts> {
        if let failure = timeLimitFailure(replies) { return .over(.success(.failure(failure))) }
        do throws(ModuleFailure) {
            return .again(try then(replies))
        } catch {
            return .over(.success(.failure(error)))
        }
    }

    private func carryOut(_ plan: Plan) -> Machine<Reached<ItemOutcome>> {
        if conditions.isCheckMode {
            let result = TaskResult(isChanged: plan.isChange, values: plan.result)
            return .done(.success(outcome(of: plan, result, nil)))
        }
        let isChange = plan.isChange
        let before: Machine<Reached<ModuleFailure?>> =
            isChange ? beforeFirstChange() : .done(.success(nil))
        return before.reached { failure in
            if let failure { return .done(.success(failed(failure, isChanged: false))) }
            if let background = conditions.background {
                return carryOut(plan, inBackground: background)
            }
            return apply(plan.changes).reached { conclude(plan, $0) }
        }
    }

    /// Completes the result from the replies, and waits for what the plan waits for.
    func conclude(_ plan: Plan, _ applied: Applied) -> Machine<Reached<ItemOutcome>> {
        var result = TaskResult(isChanged: plan.isChange, values: plan.result)
        var failure = applied.failure
        if let late = timeLimitFailure(applied.replies) {
            failure = late
        } else if let finish = plan.finish {
            do throws(ModuleFailure) {
                try finish(applied.replies, &result)
                failure = nil
            } catch {
                failure = error
            }
        }
        guard failure == nil, let wait = plan.wait else {
            return .done(.success(outcome(of: plan, result, failure)))
        }
        return waitOut(wait, result).reached { waited in
            .done(.success(outcome(of: plan, waited.result, waited.failure)))
        }
    }

    private func outcome(
        of plan: Plan,
        _ result: TaskResult,
        _ failure: ModuleFailure?
    ) -> ItemOutcome {
        var outcome: ItemOutcome
        if let failure {
            outcome = failed(failure, isChanged: false, known: result.values)
        } else {
            outcome = ItemOutcome(result.isChanged ? .changed : .ok, values: result.values)
            outcome.effects = plan.effects.map(TaskEffect.init)
        }
        outcome.diffs = diffs(of: plan)
        return outcome
    }

    private func diffs(of plan: Plan) -> [TextDifference] {
        if !conditions.isDiffMode { return [] }
        return plan.changes.compactMap(\.diff).map { diff in
            TextDifference(
                beforeName: diff.beforeName,
                afterName: diff.afterName,
                before: diff.before,
                after: diff.after
            )
        }
    }

    /// Makes the changes one after the other; the first that fails is the last.
    func apply(_ changes: [Change]) -> Machine<Reached<Applied>> {
        .repeating(from: (applied: Applied(), left: changes[...])) { state in
            guard let change = state.left.first else {
                return .done(.over(.success(state.applied)))
            }
            let left = state.left.dropFirst()
            let requests = prepared(change.requests)
            if requests.isEmpty { return .done(.again((state.applied, left))) }
            return .ask(target, requests) { reached in
                switch reached {
                case .failure(let failure):
                    return .done(.over(.failure(failure)))
                case .success(let answers):
                    var applied = state.applied
                    applied.replies += answers
                    if let failure = answers.lazy.compactMap(ReplyFailure.of).first {
                        applied.failure = failure.during(change)
                        return .done(.over(.success(applied)))
                    }
                    return .done(.again((applied, left)))
                }
            }
        }
    }

    /// The failure of a task that took longer than its `timeout`, in Ansible's words.
    private func timeLimitFailure(_ replies: [HostReply]) -> ModuleFailure? {
        guard let limit = conditions.timeout,
            replies.contains(where: { $0.command?.isTimedOut == true })
        else { return nil }
        return ModuleFailure(
            "The \(entry.description.name) action failed to execute in the expected time frame "
                + "(\(limit.components.seconds)) and was terminated"
        )
    }

    /// What waiting led to.
    private struct Waited: Sendable {
        var result: TaskResult
        var failure: ModuleFailure?
    }

    /// Looks until the condition holds or the time is over.
    private func waitOut(_ wait: Wait, _ result: TaskResult) -> Machine<Reached<Waited>> {
        let looksOnce = conditions.looksOnce
        let end = MonotonicClock.now + (looksOnce ? .zero : wait.timeout)
        let looks = Machine<Reached<Waited>>.repeating(from: ()) { _ in
            look(wait).then { reached in
                let missing: String
                switch reached {
                case .success(.failure(let failure)):
                    return .done(.over(.success(Waited(result: result, failure: failure))))
                case .success(.success(.reached(let values))):
                    var complete = result
                    complete.values.merge(values)
                    return .done(.over(.success(Waited(result: complete))))
                case .success(.success(.notYet(let why))):
                    missing = why
                case .failure(let failure):
                    if wait.connectTimeout == nil { return .done(.over(.failure(failure))) }
                    missing = "\(failure)"
                }
                return .sleep(looksOnce ? .zero : wait.interval) {
                    if MonotonicClock.now < end && !conditions.hasGivenUp() {
                        return .done(.again(()))
                    }
                    let message =
                        wait.timeoutMessage ?? "timed out waiting for \(wait.subject): \(missing)"
                    let failure = ModuleFailure(message, result: result.values)
                    return .done(.over(.success(Waited(result: result, failure: failure))))
                }
            }
        }
        return looksOnce ? looks : .sleep(wait.delay) { looks }
    }

    /// Looks once, over a connection of its own where the wait is for one.
    private func look(_ wait: Wait) -> Machine<Reached<Result<Wait.Verdict, ModuleFailure>>> {
        var target = target
        if let limit = wait.connectTimeout { target.reconnect(within: limit) }
        return resolve(wait.probe(), on: target)
    }

    func failed(
        _ failure: ModuleFailure,
        isChanged: Bool,
        known: ValueMap = [:]
    ) -> ItemOutcome {
        var values = known.merging(failure.result)
        let saysChanged = values["changed"]?.bool
        values["changed"] = nil
        var outcome = ItemOutcome.failed(failure.message, values: values)
        outcome.isChanged = saysChanged ?? isChanged
        return outcome
    }

    /// The requests with the task's environment and time limit in every command.
    func prepared(_ requests: [HostRequest]) -> [HostRequest] {
        if conditions.environment.isEmpty, conditions.timeout == nil { return requests }
        return requests.map { request in
            guard case .command(var command) = request else { return request }
            command.environment.merge(conditions.environment) { own, _ in own }
            if let limit = conditions.timeout {
                command.timeout = min(command.timeout ?? limit, limit)
            }
            return .command(command)
        }
    }
}
