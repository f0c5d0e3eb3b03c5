/// What a drill measured.
public struct DrillMeasures: Sendable, Hashable {
    /// What the load's clients felt.
    public var load: LoadSummary
    /// From the start of the fault until the proxy knew; nil when it never did.
    public var detect: Duration?
    /// From the start of putting things back until the victim served again; nil when it never did.
    public var recover: Duration?

    /// Measures.
    public init(load: LoadSummary, detect: Duration? = nil, recover: Duration? = nil) {
        self.load = load
        self.detect = detect
        self.recover = recover
    }
}

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
    /// From when it was due until its end: waiting for a free client counts.
    public let latency: Duration
    /// How it ended.
    public let outcome: Outcome

    /// A sample.
    public init(due: Duration, latency: Duration, outcome: Outcome) {
        self.due = due
        self.latency = latency
        self.outcome = outcome
    }

    /// Whether a user would have been content: an answer below 400.
    public var isGood: Bool {
        guard case .answered(let status, _) = outcome else { return false }
        return status < 400
    }

    /// When it ended, from the start of the load.
    public var end: Duration { due + latency }
}

/// What the clients of a load felt, in figures.
public struct LoadSummary: Sendable, Hashable {
    /// Requests sent.
    public var sentCount = 0
    /// Requests without a good answer.
    public var failedCount = 0
    /// Why they failed, with how often, most often first.
    public var failures: [Failure] = []
    /// Good answers by server, sorted by name.
    public var answers: [Answers] = []
    /// The slowest good answer; nil when there was none.
    public var slowest: Duration?
    /// The latency that half of the good answers stay below.
    public var median: Duration?
    /// The latency that 99 of 100 good answers stay below.
    public var percentile99: Duration?
    /// The longest time between two good answers, the load's start and end included.
    public var longestGap: Duration = .zero

    /// A reason with its count.
    public struct Failure: Sendable, Hashable {
        /// What happened, as `status 503` or `connection refused`.
        public let reason: String
        /// How often.
        public let count: Int
    }

    /// The good answers of one server.
    public struct Answers: Sendable, Hashable {
        /// The server.
        public let server: String
        /// How many.
        public let count: Int
    }

    /// Sums up samples of a load that ran for `duration`.
    public init(_ samples: [LoadSample], duration: Duration) {
        sentCount = samples.count
        var reasons: [String: Int] = [:]
        var servers: [String: Int] = [:]
        for sample in samples {
            switch sample.outcome {
            case .answered(_, let server) where sample.isGood:
                servers[server, default: 0] += 1
            case .answered(let status, _):
                reasons["status \(status)", default: 0] += 1
            case .failed(let reason):
                reasons[reason, default: 0] += 1
            }
        }
        failures = reasons.map { Failure(reason: $0, count: $1) }
            .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
        answers = servers.map { Answers(server: $0, count: $1) }
            .sorted { $0.server < $1.server }
        failedCount = failures.reduce(0) { $0 + $1.count }
        let good = samples.filter(\.isGood)
        let latencies = good.map(\.latency).sorted()
        slowest = latencies.last
        median = Self.quantile(latencies, 50)
        percentile99 = Self.quantile(latencies, 99)
        var last = Duration.zero
        for end in good.map(\.end).sorted() + [duration] {
            longestGap = max(longestGap, end - last)
            last = max(last, end)
        }
    }

    private static func quantile(_ sorted: [Duration], _ percent: Int) -> Duration? {
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
}

extension Duration {
    /// The duration for people: `0.4 ms` below ten milliseconds, `85 ms` below a second, else
    /// `1.25 s`.
    var drillText: String {
        let milliseconds = drillMilliseconds
        if milliseconds < 10 {
            let tenths = components.attoseconds / 100_000_000_000_000
            return "\(tenths / 10).\(tenths % 10) ms"
        }
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        let hundredths = (milliseconds % 1000) / 10
        return "\(milliseconds / 1000).\(hundredths < 10 ? "0" : "")\(hundredths) s"
    }

    /// Whole milliseconds.
    var drillMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
