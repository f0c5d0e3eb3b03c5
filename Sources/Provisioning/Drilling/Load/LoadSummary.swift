/// What the clients of a load felt, in figures.
public struct LoadSummary: Sendable, Hashable {
    /// Requests sent.
    public var sentCount = 0
    /// Requests without a good answer.
    public var failedCount = 0
    /// Those of them that were sent and whose answer is not known.
    public var unknownCount = 0
    /// Those of them that must not be asked twice.
    public var lostCount = 0
    /// Requests that may be asked twice without harm, of all that were sent.
    public var idempotentCount = 0
    /// Why they failed, with how often, most often first.
    public var failures: [Failure] = []
    /// Good answers by server, sorted by name.
    public var answers: [Answers] = []
    /// The slowest good answer, counted from when the request was due; nil when there was none.
    public var slowest: Duration?
    /// The slowest good answer, counted from when the request left.
    public var slowestAnswer: Duration?
    /// The latency that half of the good answers stay below.
    public var median: Duration?
    /// The latency that 99 of 100 good answers stay below.
    public var percentile99: Duration?
    /// The latency that 999 of 1000 good answers stay below.
    public var percentile999: Duration?
    /// The longest time between two good answers, the load's start and end included.
    public var longestGap: Duration = .zero
    /// How far the load stayed behind its own times.
    public var lateness = Lateness()

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

    /// Sums up samples of a load that ran for `duration`; `unsentCount` requests never left.
    public init(_ samples: [LoadSample], duration: Duration, unsentCount: Int = 0) {
        sentCount = samples.count
        unknownCount = samples.count(where: \.isUnknown)
        lostCount = samples.count(where: \.isLost)
        idempotentCount = samples.count(where: \.isIdempotent)
        countAnswers(of: samples)
        let good = samples.filter(\.isGood)
        let latencies = good.map(\.latency).sorted()
        slowest = latencies.last
        slowestAnswer = good.map(\.answerTime).max()
        median = Self.quantile(latencies, 500)
        percentile99 = Self.quantile(latencies, 990)
        percentile999 = Self.quantile(latencies, 999)
        var last = Duration.zero
        for end in good.map(\.end).sorted() + [duration] {
            longestGap = max(longestGap, end - last)
            last = max(last, end)
        }
        lateness = Lateness(of: samples, unsentCount: unsentCount)
    }

    private mutating func countAnswers(of samples: [LoadSample]) {
        var reasons: [String: Int] = [:]
        var servers: [String: Int] = [:]
        for sample in samples {
            switch sample.outcome {
            case .answered(_, let server) where sample.isGood:
                servers[server, default: 0] += 1
            case .answered(let status, _):
                reasons["status \(status)", default: 0] += 1
            case .failed(let reason), .unknown(let reason):
                reasons[reason, default: 0] += 1
            }
        }
        failures = reasons.map { Failure(reason: $0, count: $1) }
            .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
        answers = servers.map { Answers(server: $0, count: $1) }
            .sorted { $0.server < $1.server }
        failedCount = failures.reduce(0) { $0 + $1.count }
    }

    private static func quantile(_ sorted: [Duration], _ perMille: Int) -> Duration? {
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, sorted.count * perMille / 1000)]
    }
}
