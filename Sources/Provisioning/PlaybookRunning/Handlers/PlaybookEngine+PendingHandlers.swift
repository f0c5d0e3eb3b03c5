internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// A handler that a run left in the journal of a host.
public struct PendingHandler: Sendable, Hashable {
    /// The name, with its role's before it.
    public let name: String
    /// The play that has it.
    public let play: String
    /// Since when it waits.
    public let since: String
    /// The run that left it: user, controller, process.
    public let owner: String
    /// Whether that run still goes on.
    public let isHeld: Bool
}

extension PlaybookEngine {
    /// The handlers that wait in the journals of a host.
    public func pendingHandlers(of host: String) throws(ConnectionProblem) -> [PendingHandler] {
        try journal(of: host).entries.map { entry in
            PendingHandler(
                name: entry.handler.title,
                play: entry.handler.play,
                since: entry.since,
                owner: entry.owner,
                isHeld: entry.isHeld
            )
        }
    }

    /// Takes the handlers that wait out of the journals of a host, but for those of a run that goes
    /// on; they are the ones that are returned.
    public func dismissPendingHandlers(
        of host: String
    ) throws(ConnectionProblem) -> [PendingHandler] {
        let pending = try pendingHandlers(of: host).filter { !$0.isHeld }
        let (settings, entries) = try journal(of: host)
        for entry in entries where !entry.isHeld {
            let become = entry.user.map {
                Become(user: $0, password: run.options.becomePassword)
            }
            do throws(ConnectionFailure) {
                let replies = try desk.ask(
                    settings,
                    [HandlerJournal.removing([entry.path], settings: settings)],
                    as: become
                )
                if let failure = replies.lazy.compactMap(ReplyFailure.of).first {
                    throw ConnectionFailure(host, .local(failure.message))
                }
            } catch {
                throw .failure(error)
            }
        }
        return pending
    }

    private func journal(
        of host: String
    ) throws(ConnectionProblem) -> (settings: TargetSettings, entries: [JournalEntry]) {
        let settings = try connectionSettings(of: host)
        do throws(ConnectionFailure) {
            let replies = try desk.ask(settings, [HandlerJournal.reading(settings)], as: nil)
            return (settings, HandlerJournal.entries(in: replies.first, of: host))
        } catch {
            throw .failure(error)
        }
    }
}
