internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import ModuleContract
internal import Playbooks
internal import RunReporting
internal import Templating

/// One call of a task's module: arguments evaluated, target chosen, plan carried out.
struct ModuleCallExecution {
    let subject: TaskSubject
    let call: ModuleCall
    /// The variables of the loop's round.
    let extra: RoundVariables

    private var task: Task { subject.task }

    /// Calls the module.
    func run() -> ItemOutcome {
        let evaluator = subject.evaluator(extra)
        do throws(Diagnostic) {
            let delegate = try delegate(evaluator)
            var outcome = try run(evaluator, delegate: delegate)
            outcome.delegate = delegate == subject.host ? nil : delegate
            outcome.takeVisibility()
            if let delegate, try evaluator.bool(task.directives.delegateFacts) ?? false {
                for index in outcome.effects.indices { outcome.effects[index].factsHost = delegate }
            }
            outcome.isMessage = call.module.description.name == "debug"
            return outcome
        } catch {
            var outcome = subject.failure(error)
            outcome.isUncalled = true
            return outcome
        }
    }

    private func run(_ own: KeywordEvaluator, delegate: String?) throws(Diagnostic) -> ItemOutcome {
        if !call.faults.isEmpty {
            var outcome = ItemOutcome.failed(
                call.faults.map { $0.rendered() }.joined(separator: "\n")
            )
            outcome.isUncalled = true
            return outcome
        }
        let evaluator = delegate.map { subject.evaluator(extra, delegatedTo: $0) } ?? own
        let arguments: ValueMap
        let foreignNames: Set<String>
        do throws(DiagnosticList) {
            (arguments, foreignNames) = try ModuleArguments(call: call, task: task)
                .evaluate(evaluator)
        } catch {
            let awaits = subject.run.expectations.isAwaited(subject.host)
            if awaits, let problem = error.diagnostics.first { return subject.failure(problem) }
            var outcome = ItemOutcome.failed(
                error.diagnostics.map { $0.rendered() }.joined(separator: "\n")
            )
            outcome.isUncalled = true
            return outcome
        }
        conceal(arguments)
        let options = subject.run.options
        let wanted = try evaluator.bool(task.directives.checkMode) ?? options.isCheckMode
        let isCheckMode = wanted || options.forcesCheckMode
        let isDiffMode = try evaluator.bool(task.directives.diff) ?? subject.run.options.isDiffMode
        var target = try target(own, delegate: delegate)
        let module = ModuleRun(
            entry: call.module,
            conditions: .init(
                isCheckMode: isCheckMode,
                isDiffMode: isDiffMode,
                looksOnce: subject.run.options.looksOnce,
                hasGivenUp: subject.run.options.hasGivenUp,
                environment: try TaskEnvironment.evaluate(
                    task.directives.environment,
                    evaluator,
                    isGathering: call.module.description.name == "setup"
                ),
                timeout: try evaluator.integer(task.directives.timeout)
                    .flatMap { $0 > 0 ? .seconds($0) : nil }
            ),
            ask: { (requests) throws(ConnectionFailure) in try target.ask(requests) },
            reconnect: { target.reconnect(within: $0) },
            beforeFirstChange: { () throws(ConnectionFailure) in
                try noteHandlers(own, target, isElsewhere: delegate != nil)
            }
        )
        let context = ModuleContext(
            controller: TaskFiles(
                paths: subject.paths,
                evaluator: evaluator,
                keyring: subject.run.keyring,
                vaults: subject.run.vaults
            ),
            facts: subject.run.host(delegate ?? subject.host).current.facts,
            isCheckMode: isCheckMode,
            isDiffMode: isDiffMode,
            verbosity: subject.run.options.verbosity,
            foreignArguments: foreignNames
        )
        do throws(ConnectionFailure) {
            var outcome = try module.run(ArgumentReader(arguments), context: context)
            concealResult(outcome.values)
            if isCheckMode { expect(outcome.effects.map(\.effect), on: target.settings.name) }
            for index in outcome.effects.indices {
                outcome.effects[index].foreignNames = foreignNames
                outcome.effects[index].writtenNames = writtenNames
            }
            outcome.carryOutEffects(of: subject, isCheckMode: isCheckMode)
            return outcome
        } catch {
            return Unreachability.outcome(of: error, target.settings, subject.run)
        }
    }

    /// Takes note of the instances that would run.
    private func expect(_ effects: [Effect], on host: String) {
        for case .startsInstance(let name, let project) in effects {
            subject.run.expectations.expect(name, in: project, on: host)
        }
    }

    /// The names of arguments that hold no template.
    private var writtenNames: Set<String> {
        let written = call.arguments.filter { pair in
            pair.value.string.map { !Node.mayBeTemplate($0) } ?? false
        }
        return Set(written.compactMap(\.key.string))
    }

    /// The host that the task is delegated to.
    private func delegate(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> String? {
        if call.isLocal { return "localhost" }
        let name = try evaluator.word(task.directives.delegateTo)
        return name == "" ? nil : name
    }

    private func target(
        _ evaluator: KeywordEvaluator,
        delegate: String?
    ) throws(Diagnostic) -> TaskTarget {
        if case .run = call.module.description.scope {
            return TaskTarget.none(host: subject.host)
        }
        let host = delegate ?? subject.host
        let reader = TargetSettingsReader(
            run: subject.run,
            evaluator: { name in
                name == subject.host ? evaluator : subject.evaluator(extra, for: name)
            },
            directives: task.directives
        )
        let settings = try reader.settings(of: host)
        let asHost = delegate == nil ? evaluator : subject.evaluator(extra, for: host)
        let become = try BecomeReader(run: subject.run, directives: task.directives)
            .become(asHost)
        return TaskTarget(desk: subject.desk, settings: settings, become: become)
    }

    /// What goes before the first change: the handlers into the journal of the task's own host.
    private func noteHandlers(
        _ evaluator: KeywordEvaluator,
        _ target: TaskTarget,
        isElsewhere: Bool
    ) throws(ConnectionFailure) -> ModuleFailure? {
        guard !task.directives.notifications.isEmpty,
            let own = try? Notifications(subject: subject).positions(evaluator)
        else { return nil }
        let positions = own + extra.handlers.filter { !own.contains($0) }
        if positions.isEmpty { return nil }
        var place = target
        if isElsewhere || target.isNone {
            guard let found = try? self.target(evaluator, delegate: nil), !found.isNone else {
                return nil
            }
            place = found
        }
        let writings = subject.desk.withNoted(on: subject.host) { noted in
            let handlers = positions.map { subject.handlers.noted(at: $0) }
            return noted.note(handlers, on: subject.host, as: place.become)
        }
        if writings.isEmpty { return nil }
        let replies = try place.ask([HandlerJournal.writing(writings, settings: place.settings)])
        guard let failure = replies.lazy.compactMap(ReplyFailure.of).first else { return nil }
        return ModuleFailure("cannot note the handlers: \(failure.message)")
    }

    /// Has what the result holds of secrets masked.
    private func concealResult(_ values: ValueMap) {
        for key in call.module.description.secretResults {
            if let value = values[key] { subject.run.mask.addAll(in: value) }
        }
    }

    /// Has the values of secret arguments masked.
    private func conceal(_ arguments: ValueMap) {
        for argument in call.module.description.arguments.arguments
        where argument.isSecret(among: arguments) {
            if let value = arguments[argument.name] { subject.run.mask.addAll(in: value) }
        }
    }
}
