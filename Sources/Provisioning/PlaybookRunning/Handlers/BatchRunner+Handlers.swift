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
        guard takesUpPending(host) else { return }
        for entry in desk.takePending(of: host) + progress.takePending(of: host) {
            if entry.isHeld {
                run.reports.record(.warning(held(entry, host)))
            } else if entry.handler.play != handlerNames.play {
                progress.keepPending(entry, of: host)
            } else if let position = handlerNames.position(of: entry.handler) {
                desk.withNoted(on: host) { $0.take(entry) }
                if change(host, { $0.notify(position) }) == true {
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

    /// Takes a handler that has run out of the journals of its hosts.
    func forget(_ position: Int, on group: [Int]) {
        if run.options.isCheckMode { return }
        let handler = handlers[position]
        let noted = handlerNames.noted(at: position)
        for track in group {
            let host = tracks[track].host
            guard desk.withNoted(on: host, { $0.confirmed.contains(noted) }) else { continue }
            let subject = subject(handler, host: host, .none, isHandler: true)
            occupy(track) {
                subject.forget([noted]).map { .forgotten(track: track, failure: $0) }
            }
        }
    }
}
