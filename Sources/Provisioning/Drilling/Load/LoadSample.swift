/// How one request of the load went.
public struct LoadSample: Sendable, Hashable {
    /// How the request ended.
    public enum Outcome: Sendable, Hashable {
        /// An answer of that status from that server (by its `X-Backend` header, else empty).
        case answered(status: Int, server: String)
        /// No answer, and no byte of the request has left: why.
        case failed(String)
        /// No answer is known, and at least a part of the request has left: why.
        case unknown(String)
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
    /// Whether it may be asked twice without harm.
    public let isIdempotent: Bool

    /// A sample.
    public init(
        due: Duration,
        delay: Duration = .zero,
        waitedForClient: Bool = false,
        latency: Duration,
        outcome: Outcome,
        isIdempotent: Bool = true
    ) {
        self.due = due
        self.delay = delay
        self.waitedForClient = waitedForClient
        self.latency = latency
        self.outcome = outcome
        self.isIdempotent = isIdempotent
    }

    /// Whether a user would have been content: an answer below 400.
    public var isGood: Bool {
        guard case .answered(let status, _) = outcome else { return false }
        return status < 400
    }

    /// Whether nobody can tell if it was carried out, and asking again might do it twice.
    public var isLost: Bool { isUnknown && !isIdempotent }

    /// Whether it was sent and no answer is known.
    public var isUnknown: Bool {
        if case .unknown = outcome { return true }
        return false
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
