internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import ModuleContract
internal import Playbooks
internal import RunReporting

extension BatchRunner {
    /// Adds the handlers of an included role after those of the play.
    func addHandlers(_ added: [Task]) {
        let evaluator = Evaluator.ofPlay(state.play, run: run)
        for handler in added {
            let isKnown = handlers.contains { known in
                known.place == handler.place && known.role?.path == handler.role?.path
            }
            if isKnown { continue }
            handlers.append(handler)
            let name = handler.name.map { evaluator.textAsFarAsKnown($0) } ?? ""
            handlerNames.add(handler, name: name)
        }
    }

    /// Notifies the handlers that an earlier run left pending on a host.
    ///
    /// Those that this play does not have wait for a later one.
    func takeUpPending(of host: String) {
        guard takesUpPending else { return }
        let names = desk.takePending(of: host) + progress.takePending(of: host)
        for name in names {
            guard let position = handlerNames.positions(of: name).first else {
                progress.keepPending([name], of: host)
                continue
            }
            desk.markNoted([name], on: host)
            if notified.notify(position, for: host) {
                run.reports.record(.pendingHandler(host: host, name: name))
            }
        }
    }

    /// Runs the notified handlers in the order in which they are defined, each once.
    func flushHandlers(among hosts: [String]) throws(Diagnostic) {
        var position = 0
        while position < handlers.count {
            defer { position += 1 }
            let present = hosts.filter { !unreachable.contains($0) }
            let chosen = notified.take(position, among: present)
            if chosen.isEmpty { continue }
            let handler = handlers[position]
            let before = Set(failed)
            try walk([.task(handler)], hosts: chosen, isHandler: true)
            let lost = Set(failed).subtracting(before).union(unreachable)
            let done = chosen.filter { !lost.contains($0) }
            forget(handlerNames.fullName(at: position), handler, on: done)
        }
    }

    /// Takes a handler that has run out of the journals of its hosts.
    private func forget(_ name: String, _ handler: Task, on hosts: [String]) {
        if run.options.isCheckMode { return }
        let noted = hosts.filter { desk.isNoted(name, on: $0) }
        let subjects = noted.map { subject(handler, host: $0, .none, isHandler: true) }
        let failures = WorkerPool.map(subjects, limit: run.options.forks) { subject -> String? in
            JournalClearing(subject: subject).clear(name)
        }
        for case let failure? in failures {
            run.reports.record(.warning("the journal of handlers can't be cleared: \(failure)"))
        }
    }
}

/// Takes a handler out of the journal of a host.
struct JournalClearing {
    let subject: TaskSubject

    /// Removes the name; says what failed.
    func clear(_ name: String) -> String? {
        let evaluator = subject.evaluator()
        let reader = TargetSettingsReader(
            run: subject.run,
            evaluator: { subject.evaluator(for: $0) },
            directives: subject.task.directives
        )
        do {
            let settings = try reader.settings(of: subject.host)
            let become = try BecomeReader(run: subject.run, directives: subject.task.directives)
                .become(evaluator)
            let replies = try subject.desk.ask(
                settings,
                [HandlerJournal.removing([name], settings: settings)],
                as: subject.desk.noter(of: name, on: subject.host) ?? become
            )
            subject.desk.forgetNoted(name, on: subject.host)
            return replies.lazy.compactMap(ReplyFailure.of).first?.message
        } catch {
            return "\(error)"
        }
    }
}
