internal import Diagnostics
internal import HostConnections
internal import ModuleContract
internal import Playbooks

extension TaskSubject {
    /// Takes handlers out of the journal of the host; says what failed.
    func forget(_ handlers: [NotedHandler]) -> Machine<String?> {
        .repeating(from: handlers[...]) { left in
            guard let handler = left.first else { return .done(.over(nil)) }
            guard let note = desk.withNoted(on: host, { $0.remove(handler) }) else {
                return .done(.again(left.dropFirst()))
            }
            return remove(note).map { failure in
                guard let failure else { return .again(left.dropFirst()) }
                desk.withNoted(on: host) { $0.restore(note, of: handler) }
                return .over(failure)
            }
        }
    }

    private func remove(_ note: NotedEntries.Note) -> Machine<String?> {
        let reader = TargetSettingsReader(
            run: run,
            evaluator: { evaluator(for: $0) },
            directives: task.directives
        )
        do throws(Diagnostic) {
            let settings = try reader.settings(of: host)
            let target = TaskTarget(desk: desk, settings: settings, become: try become(note))
            let request = HandlerJournal.removing(note.files, settings: settings)
            return .ask(target, [request]) { reached in
                switch reached {
                case .success(let replies):
                    .done(replies.lazy.compactMap(ReplyFailure.of).first?.message)
                case .failure(let failure):
                    .done("\(failure)")
                }
            }
        } catch {
            return .done("\(error)")
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
