import Drilling
import HTMLMarkup

/// A lane for each who tells of events, with a mark for each column that has some.
struct EventLanes {
    let events: [DrillEvent]
    let scale: TimelineScale
    let top: Double

    /// How high a lane is.
    var laneHeight: Double { scale.isNarrow ? 30 : 20 }
    /// How high all of them are.
    var height: Double { laneHeight * Double(sources.count) }

    /// Who tells of something.
    private var sources: [DrillEvent.Source] {
        DrillEvent.Source.allCases.filter { source in events.contains { $0.source == source } }
    }

    /// The lanes.
    var markup: Markup {
        Markup(
            sources.enumerated().map { number, source in
                lane(source, at: top + Double(number) * laneHeight)
            }
        )
    }

    private func lane(_ source: DrillEvent.Source, at top: Double) -> Markup {
        let y = top + laneHeight - 7
        let label: KeyValuePairs<String, String> =
            scale.isNarrow
            ? ["class": "lane", "x": coordinate(scale.left), "y": coordinate(top + 12)]
            : ["class": "tick", "x": coordinate(scale.left - 8), "y": coordinate(y + 4)]
        let line = Markup.empty(
            "line",
            [
                "class": "grid", "x1": coordinate(scale.left), "x2": coordinate(scale.right),
                "y1": coordinate(y), "y2": coordinate(y),
            ]
        )
        return Markup([.tag("text", label, Markup(source.rawValue)), line] + marks(source, at: y))
    }

    private func marks(_ source: DrillEvent.Source, at y: Double) -> [Markup] {
        let own = events.filter { $0.source == source }
        let columns = Dictionary(grouping: own) { Int((scale.x($0.at) / 3).rounded()) }
        return columns.sorted { $0.key < $1.key }.map { column, events in
            let text = events.prefix(5).map { "\($0.at.drillText) \($0.text)" }
            let rest = events.count > 5 ? ["and \(events.count - 5) more"] : []
            return .tag(
                "circle",
                [
                    "class": "event \(source.rawValue)", "cx": coordinate(Double(column) * 3),
                    "cy": coordinate(y), "r": events.count > 1 ? "4.5" : "3.2",
                ],
                .tag("title", [:], Markup((text + rest).joined(separator: "\n")))
            )
        }
    }
}
