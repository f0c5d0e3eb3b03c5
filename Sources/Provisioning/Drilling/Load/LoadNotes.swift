import LinuxSystem
import Synchronization

/// What the clients of one kind of traffic take note of beside their samples.
final class LoadNotes: Sendable {
    /// What they noted.
    struct Contents: Sendable, Hashable {
        /// Connections that were reset with a request under way or between two.
        var resetCount = 0
        /// Answers whose head has come and is a good one.
        var begunCount = 0
        /// WebSockets that were opened.
        var openedCount = 0
        /// Answers of another server than the session's own.
        var moves: [SessionMove] = []
        /// WebSockets that the other side closed.
        var closures: [WebSocketClosure] = []
    }

    private let start: MonotonicInstant
    private let contents = Mutex(Contents())

    init(start: MonotonicInstant) {
        self.start = start
    }

    /// How long the load has run.
    var elapsed: Duration { MonotonicClock.now - start }

    /// What is known now.
    var current: Contents { contents.withLock { $0 } }

    /// Takes note of something.
    func update<Result: Sendable>(_ change: (inout Contents) -> Result) -> Result {
        contents.withLock { change(&$0) }
    }

    /// Counts a connection that was reset.
    func note(_ fault: LoadFault) {
        if fault == .reset { update { $0.resetCount += 1 } }
    }
}

/// A session whose answer came from another server than its own.
public struct SessionMove: Sendable, Hashable {
    /// When, from the start of the load.
    public let at: Duration
    /// The server that had given the session its cookie.
    public let from: String
    /// The server that answered.
    public let to: String
}

/// A WebSocket that the other side closed.
public struct WebSocketClosure: Sendable, Hashable {
    /// When, from the start of the load.
    public let at: Duration
    /// The server that it led to; empty when that is not known.
    public let server: String
    /// Why, for people.
    public let reason: String
    /// How long until its client had another one; nil when it got none.
    public internal(set) var reopened: Duration?
}
