import Drilling
import HTMLMarkup

/// The events, on one clock.
struct EventsTable {
    private let record: DrillRecord

    /// The most events that a page lists.
    static let rowLimit = 250

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The table, and what it leaves out.
    var markup: Markup {
        var table = MarkupTable("events", columns: ["When", "Who", "What"])
        for event in kept {
            let source = event.source.rawValue
            table.add(
                Markup(event.at.drillText),
                Markup(event.host.isEmpty ? source : "\(source) on \(event.host)"),
                Markup(event.text),
                kind: source
            )
        }
        if table.isEmpty { return .none }
        let rest = record.events.count - kept.count
        let more: Markup =
            rest > 0 ? .tag("p", [:], "\(rest) more are in the drawing and in the JSON.") : .none
        return Markup([table.markup, more])
    }

    /// The drill's own first when not all have room.
    private var kept: [DrillEvent] {
        let events = record.events
        if events.count <= Self.rowLimit { return events }
        let own = events.filter { $0.source == .drill }.prefix(Self.rowLimit)
        let others = events.filter { $0.source != .drill }.prefix(Self.rowLimit - own.count)
        return (own + others).sorted { $0.at < $1.at }
    }
}
