import Drilling
import HTMLMarkup

/// The stages of a drill over its charts, and the time during which something was broken.
struct StageLane {
    let stages: [StageRecord]
    let scale: TimelineScale
    let top: Double
    /// How high it is.
    static let height = 20.0

    /// A bar for each stage, with its name where there is room.
    var markup: Markup {
        Markup(
            stages.map { stage in
                let (from, until) = (scale.x(stage.at), scale.x(stage.at + stage.duration))
                let width = max(2, until - from)
                let name = stage.stage.rawValue
                let kind = stage.succeeded ? "stage \(name)" : "stage \(name) broken"
                let bar = Markup.tag(
                    "rect",
                    [
                        "class": kind, "x": coordinate(from), "y": coordinate(top),
                        "width": coordinate(width), "height": "14", "rx": "2",
                    ],
                    .tag("title", [:], "\(name): \(stage.duration.drillText)")
                )
                let hasRoom = Double(name.count) * 6.6 + 6 < width
                let label = Markup.tag(
                    "text",
                    [
                        "class": "stage-name", "x": coordinate(from + 4),
                        "y": coordinate(top + 10.8),
                    ],
                    Markup(name)
                )
                return Markup(hasRoom ? [bar, label] : [bar])
            }
        )
    }

    /// What is behind the charts from the fault until things were put back.
    func shade(from top: Double, to bottom: Double, until end: Duration) -> Markup {
        guard let fault = stages.first(where: { $0.stage == .fault }) else { return .none }
        let restored = stages.last { $0.stage == .restore && $0.succeeded }
        let from = scale.x(fault.at)
        let until = scale.x(restored.map { $0.at + $0.duration } ?? end)
        return .empty(
            "rect",
            [
                "class": "broken-time", "x": coordinate(from), "y": coordinate(top),
                "width": coordinate(max(1, until - from)), "height": coordinate(bottom - top),
            ]
        )
    }
}
