import Drilling
import HTMLMarkup

/// Requests a second by how they ended, stacked.
struct RequestChart {
    let columns: TrafficColumns
    let scale: TimelineScale
    /// Where it begins and ends, downwards.
    let top: Double
    let bottom: Double

    /// What stands for requests that are few beside the others: so many pixels at least.
    private static let leastHeight = 3.0

    /// The drawing: an area for each outcome, and what the heights mean.
    var markup: Markup {
        let peak = Self.roundUp(columns.highestRate)
        var answered = "", failed = "", unknown = ""
        for column in columns.columns {
            let tally = column.bucket.tally
            let height = { (count: Int, least: Double) -> Double in
                if count == 0 { return 0 }
                return max(least, column.rate(count) / peak * (bottom - top))
            }
            let bad = height(tally.failed, Self.leastHeight)
            let odd = height(tally.unknown, Self.leastHeight)
            let good = min(height(tally.answered, 0.5), bottom - top - bad - odd)
            let (from, until) = (scale.x(column.from), scale.x(column.until))
            answered += Self.block(from, until, bottom, good)
            failed += Self.block(from, until, bottom - good, bad)
            unknown += Self.block(from, until, bottom - good - bad, odd)
        }
        return Markup([
            ticks(peak),
            .empty("path", ["class": "answered", "d": answered]),
            .empty("path", ["class": "failed", "d": failed]),
            .empty("path", ["class": "unknown", "d": unknown]),
        ])
    }

    private func ticks(_ peak: Double) -> Markup {
        Markup(
            [0, peak / 2, peak].map { rate in
                let y = bottom - rate / peak * (bottom - top)
                return ChartAxis.line(at: y, text: rate == 0 ? "0" : "\(Self.plain(rate))/s", scale)
            }
        )
    }

    private static func plain(_ rate: Double) -> String {
        rate == rate.rounded() ? "\(Int(rate))" : coordinate(rate)
    }

    private static func block(
        _ from: Double,
        _ until: Double,
        _ base: Double,
        _ height: Double
    ) -> String {
        if height <= 0 || until <= from { return "" }
        return "M\(coordinate(from)) \(coordinate(base))V\(coordinate(base - height))"
            + "H\(coordinate(until))V\(coordinate(base))Z"
    }

    /// The next of 1, 2, 4, 5, 10, 20 … that is not below.
    static func roundUp(_ rate: Double) -> Double {
        var unit = 1.0
        while unit * 10 < rate { unit *= 10 }
        return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map { $0 * unit }.first { $0 >= rate } ?? unit
            * 10
    }
}

/// The lines across a chart, and what they mean.
enum ChartAxis {
    static func line(at y: Double, text: String, _ scale: TimelineScale) -> Markup {
        Markup([
            .empty(
                "line",
                [
                    "class": "grid", "x1": coordinate(scale.left), "x2": coordinate(scale.right),
                    "y1": coordinate(y), "y2": coordinate(y),
                ]
            ),
            .tag(
                "text",
                ["class": "tick", "x": coordinate(scale.left - 5), "y": coordinate(y + 3.5)],
                Markup(text)
            ),
        ])
    }
}
