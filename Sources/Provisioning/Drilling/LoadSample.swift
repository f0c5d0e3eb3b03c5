/// How one request of the load went.
public struct LoadSample: Sendable, Hashable {
    /// How the request ended.
    public enum Outcome: Sendable, Hashable {
        /// An answer of that status from that server (by its `X-Backend` header, else empty).
        case answered(status: Int, server: String)
        /// No answer: why.
        case failed(String)
    }

    /// When it was due, from the start of the load.
    public let due: Duration
    /// How long after that it left.
    public let delay: Duration
    /// Whether it was late because no client was free when it was due.
    public let waitedForClient: Bool
    /// From when it was due until its end: what a user would have felt.
    public let latency: Duration
    /// How it ended.
    public let outcome: Outcome

    /// A sample.
    public init(
        due: Duration,
        delay: Duration = .zero,
        waitedForClient: Bool = false,
        latency: Duration,
        outcome: Outcome
    ) {
        self.due = due
        self.delay = delay
        self.waitedForClient = waitedForClient
        self.latency = latency
        self.outcome = outcome
    }

    /// Whether a user would have been content: an answer below 400.
    public var isGood: Bool {
        guard case .answered(let status, _) = outcome else { return false }
        return status < 400
    }

    /// The server of a good answer.
    public var server: String? {
        guard case .answered(_, let server) = outcome, isGood else { return nil }
        return server
    }

    /// When it left, from the start of the load.
    public var left: Duration { due + delay }

    /// When it ended, from the start of the load.
    public var end: Duration { due + latency }

    /// From when it left until its end: without what the load itself held it back.
    public var answerTime: Duration { latency - delay }
}
