import Drilling

/// The requests of one kind of traffic, by columns of a drawing.
struct TrafficColumns {
    /// A column: when it begins, and the requests that were due in it.
    struct Column {
        let from: Duration
        let until: Duration
        let bucket: TrafficBucket

        /// How many a second.
        func rate(_ count: Int) -> Double {
            let seconds = Double((until - from).wholeMicroseconds) / 1_000_000
            return seconds > 0 ? Double(count) / seconds : 0
        }
    }

    let columns: [Column]

    init(_ traffic: TrafficRecord, _ scale: TimelineScale) {
        let size = scale.bucketsPerColumn
        let starts = stride(from: 0, to: traffic.buckets.count, by: size)
        columns = starts.map { start in
            let end = min(start + size, traffic.buckets.count)
            return Column(
                from: traffic.startedAt + TrafficRecord.bucketWidth * start,
                until: traffic.startedAt + TrafficRecord.bucketWidth * end,
                bucket: .sum(of: traffic.buckets[start..<end])
            )
        }
    }

    /// The highest rate of all columns.
    var highestRate: Double { columns.map { $0.rate($0.bucket.tally.sent) }.max() ?? 0 }

    /// The slowest good answers of all columns.
    var slowest: Duration? {
        columns.compactMap { $0.bucket.latencies.quantile(perMille: 1000) }.max()
    }
}
