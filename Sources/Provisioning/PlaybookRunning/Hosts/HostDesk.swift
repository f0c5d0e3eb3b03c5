internal import HostConnections
internal import Synchronization

/// The way to the targets of a run, with what their journals say.
///
/// The first requests to a target carry the reading of its journal along, so that pending handlers
/// of an earlier run cost no round trip.
final class HostDesk: Sendable {
    private let dialer: any TargetDialer
    private let pending = Mutex<[String: [String]]>([:])
    private let readJournals = Mutex<Set<String>>([])

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
        if readJournals.withLock({ $0.contains(settings.name) }) {
            return try connection.perform(requests, as: become)
        }
        let replies = try connection.perform([HandlerJournal.reading] + requests, as: become)
        readJournals.withLock { _ = $0.insert(settings.name) }
        let handlers = HandlerJournal.handlers(in: replies.first)
        if !handlers.isEmpty { pending.withLock { $0[settings.name] = handlers } }
        return Array(replies.dropFirst())
    }

    /// The handlers that an earlier run left pending on a host; told once.
    func takePending(of host: String) -> [String] {
        pending.withLock { $0.removeValue(forKey: host) ?? [] }
    }

    /// Closes the connection to a target; the next request opens another one.
    func reset(_ settings: TargetSettings) {
        dialer.reset(settings)
    }
}
