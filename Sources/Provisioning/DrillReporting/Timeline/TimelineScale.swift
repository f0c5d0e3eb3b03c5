import Drilling
import LinuxSystem

/// Where moments of a drill are on a drawing, and how much time a column of it holds.
struct TimelineScale: Sendable, Hashable {
    /// The whole drawing's width.
    let width: Double
    /// Where time begins and ends.
    let left: Double
    let right: Double
    /// How long the drill took.
    let span: Duration
    /// How many buckets of traffic a column holds.
    let bucketsPerColumn: Int
    /// Whether it is made for a phone.
    let isNarrow: Bool

    /// A scale for a page or, narrow, for a phone.
    init(span: Duration, isNarrow: Bool) {
        self.isNarrow = isNarrow
        self.span = max(span, .seconds(1))
        width = isNarrow ? 340 : 960
        left = isNarrow ? 46 : 84
        right = isNarrow ? 322 : 938
        let columnCount = Int64(right - left) / 2
        let bucket = TrafficRecord.bucketWidth.wholeMicroseconds
        let columnWidth = (self.span.wholeMicroseconds + columnCount - 1) / columnCount
        bucketsPerColumn = Int(max(1, (columnWidth + bucket - 1) / bucket))
    }

    /// The time that a column holds.
    var columnTime: Duration { TrafficRecord.bucketWidth * bucketsPerColumn }

    /// Where a moment is, within the drawing.
    func x(_ moment: Duration) -> Double {
        let share = Double(moment.wholeMicroseconds) / Double(span.wholeMicroseconds)
        return left + min(1, max(0, share)) * (right - left)
    }

    /// The moments that the axis names, at most eight, and what it calls them.
    var ticks: [(at: Duration, text: String)] {
        let steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400]
        let seconds = Int(span.components.seconds)
        let most = isNarrow ? 5 : 9
        let step = steps.first { seconds / $0 <= most } ?? 86_400
        return stride(from: 0, through: seconds, by: step).map { second in
            let text =
                step < 60 || seconds < 180
                ? "\(second) s" : "\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)"
            return (.seconds(second), text)
        }
    }
}

/// A coordinate with one digit after the point.
func coordinate(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    if tenths % 10 == 0 { return "\(tenths / 10)" }
    let sign = tenths < 0 ? "-" : ""
    return "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
}
