internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import ModuleContract
internal import Playbooks
internal import RunReporting

extension BatchRunner {
    /// Adds the handlers of an included role after those of the play.
    func addHandlers(_ added: [Task]) {
        let evaluator = KeywordEvaluator.ofPlay(state.play, run: run)
        for handler in added {
            let isKnown = handlers.contains { known in
                known.place == handler.place && known.role?.path == handler.role?.path
            }
            if isKnown { continue }
            handlers.append(handler)
            name(handler, evaluator)
        }
    }

    /// Makes a handler known by its name.
    func name(_ handler: Task, _ evaluator: KeywordEvaluator) {
        let name = handler.name.map { evaluator.textAsFarAsKnown($0) } ?? ""
        handlerNames.add(handler, name: name)
    }

    /// Notifies the handlers that an earlier run left pending on a host.
    ///
    /// Those of another play wait for it; those of a run that still goes on are left to it.
    func takeUpPending(of host: String) {
        guard takesUpPending else { return }
        for entry in desk.takePending(of: host) + progress.takePending(of: host) {
            if entry.isHeld {
                run.reports.record(.warning(held(entry, host)))
            } else if entry.handler.play != handlerNames.play {
                progress.keepPending(entry, of: host)
            } else if let position = handlerNames.position(of: entry.handler) {
                desk.withNoted(on: host) { $0.take(entry) }
                if notified.notify(position, for: host) {
                    run.reports.record(.pendingHandler(host: host, name: entry.handler.title))
                }
            } else {
                progress.keepPending(entry, of: host)
            }
        }
    }

    private func held(_ entry: JournalEntry, _ host: String) -> String {
        "\(host): the handler '\(entry.handler.title)' of the play '\(entry.handler.play)' is held "
            + "by a run that goes on (\(entry.owner), since \(entry.since)) and is left to it"
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
            forget(handlerNames.noted(at: position), handler, on: done)
        }
    }

    /// Takes a handler that has run out of the journals of its hosts.
    private func forget(_ noted: NotedHandler, _ handler: Task, on hosts: [String]) {
        if run.options.isCheckMode { return }
        let concerned = hosts.filter { host in
            desk.withNoted(on: host) { $0.confirmed.contains(noted) }
        }
        let subjects = concerned.map { subject(handler, host: $0, .none, isHandler: true) }
        let failures = WorkerPool.map(subjects, limit: run.options.forks) { subject -> String? in
            subject.forget([noted])
        }
        for case let failure? in failures {
            run.reports.record(.warning("the journal of handlers can't be cleared: \(failure)"))
        }
    }
}
