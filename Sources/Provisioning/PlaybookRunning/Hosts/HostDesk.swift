internal import HostConnections
internal import Synchronization

/// The way to the targets of a run, with what their journals say.
///
/// The first requests to a target carry the reading of its journal along, so that pending handlers
/// of an earlier run cost no round trip.
final class HostDesk: Sendable {
    private struct Journal {
        /// Handlers of an earlier run that have not been told yet.
        var pending: [String] = []
        /// Handlers that are in the journal, and who noted them if it was this run.
        var noted: [String: Become?] = [:]
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
        let handlers = HandlerJournal.handlers(in: replies.first, of: host)
        journals.withLock { journals in
            journals[host, default: Journal()].isRead = true
            journals[host]?.pending += handlers
        }
        return Array(replies.dropFirst())
    }

    /// The handlers that an earlier run left pending on a host; told once.
    func takePending(of host: String) -> [String] {
        journals.withLock { journals in
            let pending = journals[host]?.pending ?? []
            journals[host]?.pending = []
            return pending
        }
    }

    /// Takes note that handlers are in the journal of a host.
    func markNoted(_ names: [String], on host: String, by become: Become? = nil) {
        journals.withLock { journals in
            for name in names {
                journals[host, default: Journal()].noted.updateValue(become, forKey: name)
            }
        }
    }

    /// Whether a handler is in the journal of a host.
    func isNoted(_ name: String, on host: String) -> Bool {
        journals.withLock { $0[host]?.noted.keys.contains(name) ?? false }
    }

    /// As whom a handler was noted, if that is known.
    func noter(of name: String, on host: String) -> Become? {
        journals.withLock { $0[host]?.noted[name] ?? nil }
    }

    /// Takes note that a handler is no longer in the journal.
    func forgetNoted(_ name: String, on host: String) {
        journals.withLock { _ = $0[host]?.noted.removeValue(forKey: name) }
    }

    /// Closes the connection to a target; the next request opens another one.
    func reset(_ settings: TargetSettings) {
        dialer.reset(settings)
    }
}
