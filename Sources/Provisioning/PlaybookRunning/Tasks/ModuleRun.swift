internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract
internal import RunReporting

/// One call of a module on one host: probe, plan, changes, waiting, result.
///
/// Check mode is leaving out the changes; nothing else differs.
struct ModuleRun {
    /// How the run is to be made.
    struct Conditions {
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
    }

    let entry: ModuleEntry
    let conditions: Conditions
    /// Asks the host; commands next to each other travel together.
    let ask: ([HostRequest]) throws(ConnectionFailure) -> [HostReply]
    /// Gives the connection up; the next request opens another one, within so long.
    let reconnect: (_ timeout: Duration) -> Void
    /// Called once, when something is about to change; what it fails with keeps it from changing.
    let beforeFirstChange: () throws(ConnectionFailure) -> ModuleFailure?

    /// Runs the module with arguments that fit its table.
    func run(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ConnectionFailure) -> ItemOutcome {
        if conditions.isCheckMode, case .skipped = entry.description.checkMode {
            let name = entry.description.name
            return ItemOutcome(
                .skipped,
                values: ["msg": .string("'\(name)' would have run if not in check mode")]
            )
        }
        switch try plan(expanded(arguments), context) {
        case .failure(let failure): return failed(failure, isChanged: false)
        case .success(let plan): return try carryOut(plan)
        }
    }

    /// The arguments with what paths leave to the target.
    private func expanded(
        _ arguments: ArgumentReader
    ) throws(ConnectionFailure) -> ArgumentReader {
        guard case .host = entry.description.scope,
            let expansion = PathExpansion(arguments.all, of: entry.description.arguments)
        else { return arguments }
        let replies = try ask(prepared([expansion.request]))
        return ArgumentReader(expansion.expanded(replies.first))
    }

    private func plan(
        _ arguments: ArgumentReader,
        _ context: ModuleContext
    ) throws(ConnectionFailure) -> Result<Plan, ModuleFailure> {
        let probe: Probe<Plan>
        do throws(ModuleFailure) {
            probe = try entry.start(arguments, context: context)
        } catch {
            return .failure(error)
        }
        return try resolve(probe)
    }

    /// Asks what a probe wants to know, step by step.
    private func resolve<Facts>(
        _ probe: Probe<Facts>
    ) throws(ConnectionFailure) -> Result<Facts, ModuleFailure> {
        var probe = probe
        while true {
            switch probe {
            case .known(let facts):
                return .success(facts)
            case .ask(let requests, let then):
                let replies = requests.isEmpty ? [] : try ask(prepared(requests))
                if let failure = timeLimitFailure(replies) { return .failure(failure) }
                do throws(ModuleFailure) {
                    probe = try then(replies)
                } catch {
                    return .failure(error)
                }
            }
        }
    }

    private func carryOut(_ plan: Plan) throws(ConnectionFailure) -> ItemOutcome {
        var result = TaskResult(isChanged: plan.isChange, values: plan.result)
        var replies: [HostReply] = []
        var failure: ModuleFailure?
        if !conditions.isCheckMode, plan.isChange, let failure = try beforeFirstChange() {
            return failed(failure, isChanged: false)
        }
        if !conditions.isCheckMode {
            failure = try apply(plan.changes, replies: &replies)
        }
        if let late = timeLimitFailure(replies) {
            failure = late
        } else if failure == nil || plan.finish != nil, !conditions.isCheckMode {
            do throws(ModuleFailure) {
                try plan.finish?(replies, &result)
                failure = plan.finish == nil ? failure : nil
            } catch {
                failure = error
            }
        }
        if failure == nil, let wait = plan.wait, !conditions.isCheckMode {
            failure = try waitOut(wait, result: &result)
        }
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
    private func apply(
        _ changes: [Change],
        replies: inout [HostReply]
    ) throws(ConnectionFailure) -> ModuleFailure? {
        for change in changes {
            let requests = prepared(change.requests)
            if requests.isEmpty { continue }
            let answers = try ask(requests)
            replies += answers
            if let failure = answers.lazy.compactMap(ReplyFailure.of).first {
                return failure.during(change)
            }
        }
        return nil
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

    private func waitOut(
        _ wait: Wait,
        result: inout TaskResult
    ) throws(ConnectionFailure) -> ModuleFailure? {
        let end = MonotonicClock.now + (conditions.looksOnce ? .zero : wait.timeout)
        if !conditions.looksOnce { MonotonicClock.sleep(for: wait.delay) }
        var missing = "no look was possible"
        repeat {
            if let limit = wait.connectTimeout { reconnect(limit) }
            do throws(ConnectionFailure) {
                switch try resolve(wait.probe()) {
                case .failure(let failure):
                    return failure
                case .success(.reached(let values)):
                    result.values.merge(values)
                    return nil
                case .success(.notYet(let why)):
                    missing = why
                }
            } catch {
                if wait.connectTimeout == nil { throw error }
                missing = "\(error)"
            }
            if !conditions.looksOnce { MonotonicClock.sleep(for: wait.interval) }
        } while MonotonicClock.now < end && !conditions.hasGivenUp()
        let message = wait.timeoutMessage ?? "timed out waiting for \(wait.subject): \(missing)"
        return ModuleFailure(message, result: result.values)
    }

    private func failed(
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
    private func prepared(_ requests: [HostRequest]) -> [HostRequest] {
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
