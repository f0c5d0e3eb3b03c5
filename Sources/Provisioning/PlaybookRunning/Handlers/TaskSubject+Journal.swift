internal import Diagnostics
internal import HostConnections
internal import ModuleContract
internal import Playbooks

extension TaskSubject {
    /// Takes handlers out of the journal of the host; says what failed.
    func forget(_ handlers: [NotedHandler]) -> String? {
        for handler in handlers {
            guard let note = desk.withNoted(on: host, { $0.remove(handler) }) else { continue }
            if let failure = remove(note) {
                desk.withNoted(on: host) { $0.restore(note, of: handler) }
                return failure
            }
        }
        return nil
    }

    private func remove(_ note: NotedEntries.Note) -> String? {
        let reader = TargetSettingsReader(
            run: run,
            evaluator: { evaluator(for: $0) },
            directives: task.directives
        )
        do {
            let settings = try reader.settings(of: host)
            let replies = try desk.ask(
                settings,
                [HandlerJournal.removing(note.files, settings: settings)],
                as: try become(note)
            )
            return replies.lazy.compactMap(ReplyFailure.of).first?.message
        } catch {
            return "\(error)"
        }
    }

    /// Whoever wrote an entry removes it; the password is the task's.
    private func become(_ note: NotedEntries.Note) throws(Diagnostic) -> Become? {
        guard var become = note.become, become.password == nil else { return note.become }
        let reader = BecomeReader(run: run, directives: task.directives)
        become.password = try reader.password(evaluator())
        return become
    }
}
