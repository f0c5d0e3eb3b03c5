internal import Diagnostics
internal import HostConnections
internal import ModuleContract
internal import Playbooks

/// Takes handlers out of the journal of a task's host.
struct JournalClearing {
    let subject: TaskSubject

    /// Removes the entries of handlers; says what failed.
    func remove(_ handlers: [NotedHandler]) -> String? {
        let desk = subject.desk
        for handler in handlers {
            guard let note = desk.withNoted(on: subject.host, { $0.remove(handler) }) else {
                continue
            }
            if let failure = remove(note) {
                desk.withNoted(on: subject.host) { $0.restore(note, of: handler) }
                return failure
            }
        }
        return nil
    }

    private func remove(_ note: NotedEntries.Note) -> String? {
        let reader = TargetSettingsReader(
            run: subject.run,
            evaluator: { subject.evaluator(for: $0) },
            directives: subject.task.directives
        )
        do {
            let settings = try reader.settings(of: subject.host)
            let replies = try subject.desk.ask(
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
        let reader = BecomeReader(run: subject.run, directives: subject.task.directives)
        become.password = try reader.password(subject.evaluator())
        return become
    }
}
