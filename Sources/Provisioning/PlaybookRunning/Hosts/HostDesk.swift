internal import HostConnections
internal import Synchronization

/// The way to the targets of a run, with what their journals say.
///
/// The first requests to a target carry the reading of its journal along, so that pending handlers
/// of an earlier run cost no round trip.
final class HostDesk: Sendable {
    private struct Journal {
        /// Entries of earlier runs that have not been told yet.
        var pending: [JournalEntry] = []
        /// Entries of this run.
        var noted = NotedEntries()
        var isRead = false
    }

    private let dialer: any TargetDialer
    private let journals = Mutex<[String: Journal]>([:])

    init(dialer: any TargetDialer) {
        self.dialer = dialer
    }

    /// Asks a target; the first time, its journal too.
    func ask(
        _ settings: TargetSettings,
        _ requests: [HostRequest],
        as become: Become?
    ) throws(ConnectionFailure) -> [HostReply] {
        let connection = try dialer.connection(to: settings)
        let host = settings.name
        if journals.withLock({ $0[host]?.isRead ?? false }) {
            return try connection.perform(requests, as: become)
        }
        let replies = try connection.perform(
            [HandlerJournal.reading(settings)] + requests,
            as: become
        )
        let entries = HandlerJournal.entries(in: replies.first, of: host)
        journals.withLock { journals in
            journals[host, default: Journal()].isRead = true
            journals[host]?.pending += entries
        }
        return Array(replies.dropFirst())
    }

    /// The entries that earlier runs left in the journal of a host; told once.
    func takePending(of host: String) -> [JournalEntry] {
        journals.withLock { journals in
            let pending = journals[host]?.pending ?? []
            journals[host]?.pending = []
            return pending
        }
    }

    /// Reads or changes what this run has in the journal of a host.
    func withNoted<Result: Sendable>(
        on host: String,
        _ body: (inout NotedEntries) -> Result
    ) -> Result {
        journals.withLock { body(&$0[host, default: Journal()].noted) }
    }

    /// The handlers that are notified and have not run, host by host.
    var waiting: [(host: String, handlers: [NotedHandler])] {
        journals.withLock { journals in
            journals.map { ($0.key, $0.value.noted.confirmed) }
                .filter { !$0.1.isEmpty }
                .sorted { $0.0 < $1.0 }
        }
    }

    /// Closes the connection to a target; the next request opens another one.
    func reset(_ settings: TargetSettings) {
        dialer.reset(settings)
    }
}
