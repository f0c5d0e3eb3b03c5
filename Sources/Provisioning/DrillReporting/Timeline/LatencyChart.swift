import Drilling
import HTMLMarkup

/// How long good answers took: a band of percentiles, the hotter the more answers were below.
struct LatencyChart {
    private let columns: TrafficColumns
    private let scale: TimelineScale
    /// Where it begins and ends, downwards.
    let top: Double
    let bottom: Double
    /// The slowest answer that is allowed, when that is limited.
    private let limit: Duration?
    /// The latency at the top.
    private let highest: Duration

    init(
        columns: TrafficColumns,
        scale: TimelineScale,
        top: Double,
        bottom: Double,
        limit: Duration?
    ) {
        self.columns = columns
        self.scale = scale
        self.top = top
        self.bottom = bottom
        self.limit = limit
        let slowest = max(columns.slowest ?? .milliseconds(10), limit ?? .zero)
        let steps: [Duration] = [.milliseconds(10), .milliseconds(100), .seconds(1), .seconds(10)]
        highest = steps.first { $0 >= slowest } ?? .seconds(100)
    }

    /// The percentiles between which a band runs, from the widest to the hottest one.
    private static let bands: [(kind: String, low: Int, high: Int)] = [
        ("heat-3", 500, 1000), ("heat-2", 500, 990), ("heat-1", 500, 900),
    ]

    /// A band of each width, the median as a line, and what the heights mean.
    var markup: Markup {
        let bands = Self.bands.map { band in
            Markup.empty("path", ["class": band.kind, "d": path(from: band.low, to: band.high)])
        }
        var parts = [grid] + bands + [.empty("path", ["class": "median", "d": median])]
        if let limit {
            let y = coordinate(y(limit))
            let (from, until) = (coordinate(scale.left), coordinate(scale.right))
            parts.append(
                .empty("line", ["class": "limit", "x1": from, "x2": until, "y1": y, "y2": y])
            )
        }
        return Markup(parts)
    }

    private static let lowest = Duration.milliseconds(1)

    private var grid: Markup {
        let steps: [Duration] = [
            .milliseconds(1), .milliseconds(10), .milliseconds(100), .seconds(1), .seconds(10),
            .seconds(100),
        ]
        let ticks = steps.filter { $0 <= highest }
        return Markup(
            ticks.map { tick in
                let milliseconds = tick.drillMilliseconds
                let text =
                    milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s"
                return ChartAxis.line(at: y(tick), text: text, scale)
            }
        )
    }

    /// The height of a latency, by its decades.
    private func y(_ latency: Duration) -> Double {
        let decades = Self.decades(latency, over: Self.lowest)
        let share = decades / Self.decades(highest, over: Self.lowest)
        return bottom - min(1, max(0, share)) * (bottom - top)
    }

    /// How many decades a duration is above another one, straight between the bounds of a decade
    /// cut in ten.
    static func decades(_ duration: Duration, over base: Duration) -> Double {
        var ratio = Double(duration.wholeMicroseconds) / Double(base.wholeMicroseconds)
        var decades = 0.0
        while ratio >= 10 { (ratio, decades) = (ratio / 10, decades + 1) }
        let tenth = 1.258_925_411_794_167_3
        while ratio >= tenth { (ratio, decades) = (ratio / tenth, decades + 0.1) }
        return decades + max(0, ratio - 1) / (tenth - 1) * 0.1
    }

    private func path(from low: Int, to high: Int) -> String {
        columns.columns.map { column in
            guard let lower = column.bucket.latencies.quantile(perMille: low),
                let upper = column.bucket.latencies.quantile(perMille: high)
            else { return "" }
            let (from, until) = (
                coordinate(scale.x(column.from)), coordinate(scale.x(column.until))
            )
            // A band of one latency is still seen.
            let top = min(y(upper), y(lower) - 1.5)
            return "M\(from) \(coordinate(y(lower)))V\(coordinate(top))H\(until)"
                + "V\(coordinate(y(lower)))Z"
        }.joined()
    }

    private var median: String {
        columns.columns.map { column in
            guard let middle = column.bucket.latencies.quantile(perMille: 500) else { return "" }
            return "M\(coordinate(scale.x(column.from))) \(coordinate(y(middle)))"
                + "H\(coordinate(scale.x(column.until)))"
        }.joined()
    }
}
