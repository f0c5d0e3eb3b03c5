/// What a row of `show stat` has counted since the proxy's start.
struct TrafficCounts: Sendable, Hashable {
    /// Requests; of a server of `mode tcp`, connections.
    var requests = 0
    /// Answers of 500 and above; of a server also failed connections and broken answers.
    var errors = 0

    init() {}

    init(_ row: [String: String]) {
        func count(_ column: String) -> Int? { row[column].flatMap { Int($0) } }
        requests = count("req_tot") ?? count("stot") ?? 0
        errors = count("hrsp_5xx") ?? 0
        let isPool = row["svname"] == "FRONTEND" || row["svname"] == "BACKEND"
        if !isPool { errors += (count("econ") ?? 0) + (count("eresp") ?? 0) }
    }

    static func + (left: TrafficCounts, right: TrafficCounts) -> TrafficCounts {
        var sum = left
        sum.requests += right.requests
        sum.errors += right.errors
        return sum
    }
}

/// How much passes per second.
struct TrafficRates: Sendable, Hashable {
    var requests: Double
    var errors: Double

    /// The rates between two looks; nil when the counters began anew meanwhile.
    init?(from earlier: TrafficCounts?, to later: TrafficCounts, in duration: Duration) {
        let seconds =
            Double(duration.components.seconds)
            + Double(duration.components.attoseconds) / 1e18
        guard let earlier, seconds > 0, later.requests >= earlier.requests,
            later.errors >= earlier.errors
        else { return nil }
        requests = Double(later.requests - earlier.requests) / seconds
        errors = Double(later.errors - earlier.errors) / seconds
    }
}
