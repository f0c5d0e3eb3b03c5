import Drilling
import HTMLMarkup

/// All that happened in a drill, on one clock: the stages, the requests and latencies of each kind
/// of traffic, the events.
struct TimelineDrawing {
    private let record: DrillRecord
    private let scale: TimelineScale

    /// The most kinds of traffic that are drawn.
    static let kindLimit = 8
    private static let gap = 20.0

    init(_ record: DrillRecord, isNarrow: Bool) {
        self.record = record
        let ends = record.traffic.map {
            $0.startedAt + TrafficRecord.bucketWidth * $0.buckets.count
        }
        let last = (ends + record.events.map(\.at) + [record.duration]).max() ?? .zero
        scale = TimelineScale(span: last, isNarrow: isNarrow)
    }

    /// The drawing.
    var markup: Markup {
        let stages = StageLane(stages: record.stages, scale: scale, top: 2)
        let chartsTop = StageLane.height + 4
        var (charts, y) = charts(from: chartsTop)
        charts.insert(stages.shade(from: chartsTop, to: y, until: record.duration), at: 0)
        let lanes = EventLanes(events: record.events, scale: scale, top: y)
        y += lanes.height
        let parts = charts + [stages.markup, lanes.markup, axis(at: y)]
        let size = "0 0 \(coordinate(scale.width)) \(coordinate(y + 24))"
        return .tag(
            "svg",
            [
                "class": scale.isNarrow ? "timeline narrow" : "timeline wide", "viewBox": size,
                "role": "img", "aria-label": "Timeline of \(record.name)",
            ],
            parts
        )
    }

    private func charts(from top: Double) -> (parts: [Markup], end: Double) {
        var (parts, y) = ([Markup](), top)
        let isOnly = record.traffic.count == 1
        let slowest = record.checks.first { $0.name == "slowest" }?.expected
        for kind in record.traffic.prefix(Self.kindLimit) {
            let columns = TrafficColumns(kind, scale)
            let (rateHeight, latencyHeight) = isOnly ? (130.0, 130.0) : (70.0, 80.0)
            let rates = RequestChart(
                columns: columns,
                scale: scale,
                top: y + Self.gap,
                bottom: y + Self.gap + rateHeight
            )
            let latencies = LatencyChart(
                columns: columns,
                scale: scale,
                top: rates.bottom + Self.gap,
                bottom: rates.bottom + Self.gap + latencyHeight,
                limit: slowest.flatMap { Self.duration($0) }
            )
            parts += [
                title("\(kind.name): requests a second", over: rates.top), rates.markup,
                title("latency", over: latencies.top), latencies.markup,
            ]
            y = latencies.bottom + Self.gap / 2
        }
        return (parts, y)
    }

    private static func duration(_ quantity: Quantity) -> Duration? {
        guard case .duration(let duration) = quantity else { return nil }
        return duration
    }

    private func title(_ text: String, over y: Double) -> Markup {
        let most = scale.isNarrow ? 44 : 120
        let shown = text.count > most ? "\(text.prefix(most - 1))…" : text
        let place = (x: coordinate(scale.left), y: coordinate(y - 4))
        return .tag("text", ["class": "chart-name", "x": place.x, "y": place.y], Markup(shown))
    }

    private func axis(at y: Double) -> Markup {
        Markup(
            scale.ticks.map { tick in
                let x = scale.x(tick.at)
                let line = Markup.empty(
                    "line",
                    [
                        "class": "axis", "x1": coordinate(x), "x2": coordinate(x),
                        "y1": coordinate(y), "y2": coordinate(y + 5),
                    ]
                )
                let text = Markup.tag(
                    "text",
                    ["class": "time", "x": coordinate(x), "y": coordinate(y + 17)],
                    Markup(tick.text)
                )
                return Markup([line, text])
            }
        )
    }
}
