/// Latencies counted in bins that widen by a fifth each, from a quarter of a millisecond to 55
/// seconds.
///
/// Histograms of neighbouring stretches add up, which quantiles do not; a quantile of one is at
/// most a fifth too high. What is slower than all bins counts as 55 seconds.
public struct LatencyHistogram: Sendable, Hashable {
    /// How many answers a bin holds, by the bin's number; a bin without any is left out.
    public var counts: [Int: Int] = [:]

    /// The upper bounds of the bins, in microseconds; the last bin has none.
    public static let bounds: [Int64] = (0..<72).map { number in
        let steps: [Double] = [250, 297.302, 353.553, 420.448]
        return Int64(steps[number % 4] * Double(1 << (number / 4)))
    }

    /// No latencies.
    public init() {}

    /// The number of latencies.
    public var count: Int { counts.values.reduce(0, +) }

    /// The bin of a latency: the first one whose bound is not below it.
    public static func bin(of latency: Duration) -> Int {
        let (seconds, attoseconds) = latency.components
        guard seconds < 100 else { return bounds.count }
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < microseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The bound of a bin; that of the last one with a bound for the one that has none.
    public static func bound(of bin: Int) -> Duration {
        .microseconds(bounds[min(max(0, bin), bounds.count - 1)])
    }

    /// Counts a latency.
    public mutating func note(_ latency: Duration) {
        counts[Self.bin(of: latency), default: 0] += 1
    }

    /// Takes the latencies of another one in.
    public mutating func merge(_ other: LatencyHistogram) {
        counts.merge(other.counts, uniquingKeysWith: +)
    }

    /// What so many of a thousand latencies stay below, rounded up to a bound; nil without any.
    public func quantile(perMille: Int) -> Duration? {
        let count = count
        guard count > 0 else { return nil }
        let rank = min(count - 1, count * perMille / 1000)
        var passed = 0
        for bin in counts.keys.sorted() {
            passed += counts[bin] ?? 0
            if passed > rank { return Self.bound(of: bin) }
        }
        return nil
    }
}
