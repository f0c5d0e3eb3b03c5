/// The requests of one kind of traffic, in buckets of 100 ms.
public struct TrafficRecord: Sendable, Hashable {
    /// How one request ended.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// With a good answer.
        case answered
        /// Without one, and the client knows.
        case failed
        /// Without a word: nobody can tell whether it was carried out.
        case unknown
    }

    /// How long a bucket is.
    public static let bucketWidth = Duration.milliseconds(100)
    /// The most buckets, an hour of them; what comes later counts in the last one.
    public static let bucketLimit = 36_000

    /// What kind of traffic, as `GET, kept connections`.
    public var name: String
    /// When the first bucket begins.
    public var startedAt: Duration
    /// The requests by when they were due.
    public var buckets: [TrafficBucket] = []
    /// Why requests failed, with how often, most often first.
    public var failures: [NamedCount] = []
    /// Good answers by the server that gave them.
    public var servers: [NamedCount] = []
    /// What was measured of this kind alone, as sessions that moved.
    public var figures: [Figure] = []

    /// A kind of traffic that has no requests yet.
    public init(_ name: String, startedAt: Duration) {
        self.name = name
        self.startedAt = startedAt
    }

    /// Takes a request in.
    ///
    /// - Parameters:
    ///   - due: when it was due, from the first bucket's begin.
    ///   - outcome: how it ended.
    ///   - isIdempotent: whether it may be asked twice.
    ///   - latency: from when it was due until its answer; nil without one.
    public mutating func note(
        due: Duration,
        outcome: Outcome,
        isIdempotent: Bool,
        latency: Duration?
    ) {
        let number = Int(max(.zero, due) / Self.bucketWidth)
        let index = min(number, Self.bucketLimit - 1)
        while buckets.count <= index { buckets.append(TrafficBucket()) }
        if isIdempotent {
            buckets[index].idempotent.note(outcome)
        } else {
            buckets[index].other.note(outcome)
        }
        if let latency { buckets[index].latencies.note(latency) }
    }

    /// All buckets in one.
    public var total: TrafficBucket { .sum(of: buckets[...]) }
}

/// How often something happened.
public struct NamedCount: Sendable, Hashable {
    /// What.
    public var name: String
    /// How often.
    public var count: Int

    /// A count.
    public init(_ name: String, _ count: Int) {
        self.name = name
        self.count = count
    }
}

/// The requests that were due in one stretch of time.
public struct TrafficBucket: Sendable, Hashable {
    /// Requests that may be asked twice, as GET.
    public var idempotent = OutcomeTally()
    /// Requests that may not, as POST.
    public var other = OutcomeTally()
    /// How long their answers took.
    public var latencies = LatencyHistogram()

    /// A stretch without requests.
    public init() {}

    /// Requests of both sorts.
    public var tally: OutcomeTally { idempotent + other }

    /// Several stretches as one.
    public static func sum(of buckets: ArraySlice<TrafficBucket>) -> TrafficBucket {
        var sum = TrafficBucket()
        for bucket in buckets {
            sum.idempotent = sum.idempotent + bucket.idempotent
            sum.other = sum.other + bucket.other
            sum.latencies.merge(bucket.latencies)
        }
        return sum
    }
}

/// Requests by how they ended.
public struct OutcomeTally: Sendable, Hashable {
    /// With a good answer.
    public var answered = 0
    /// Without one.
    public var failed = 0
    /// Nobody knows.
    public var unknown = 0

    /// No requests, or so many.
    public init(answered: Int = 0, failed: Int = 0, unknown: Int = 0) {
        self.answered = answered
        self.failed = failed
        self.unknown = unknown
    }

    /// Requests however they ended.
    public var sent: Int { answered + failed + unknown }

    mutating func note(_ outcome: TrafficRecord.Outcome) {
        switch outcome {
        case .answered: answered += 1
        case .failed: failed += 1
        case .unknown: unknown += 1
        }
    }

    /// The requests of both.
    public static func + (left: OutcomeTally, right: OutcomeTally) -> OutcomeTally {
        OutcomeTally(
            answered: left.answered + right.answered,
            failed: left.failed + right.failed,
            unknown: left.unknown + right.unknown
        )
    }
}
