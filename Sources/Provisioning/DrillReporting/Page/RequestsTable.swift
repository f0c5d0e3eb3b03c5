import Drilling
import HTMLMarkup

/// The requests of each kind of traffic: how they ended, how long they took, who answered.
struct RequestsTable {
    private let record: DrillRecord

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The tables; nothing when no load ran.
    var markup: Markup {
        if record.traffic.isEmpty { return .none }
        let columns = ["Traffic", "Sent", "Answered", "Failed", "Unknown", "50 %", "99 %"]
        var table = MarkupTable("requests", columns: columns)
        for kind in record.traffic {
            let total = kind.total
            let quantile = { (perMille: Int) -> Markup in
                Markup(
                    total.latencies.quantile(perMille: perMille).map { "≤ \($0.drillText)" } ?? ""
                )
            }
            table.add(
                Markup(kind.name),
                "\(total.tally.sent)",
                "\(total.tally.answered)",
                Self.bad(total.idempotent.failed, total.other.failed),
                Self.bad(total.idempotent.unknown, total.other.unknown),
                quantile(500),
                quantile(990)
            )
        }
        return Markup([table.markup] + record.traffic.map { details(of: $0) })
    }

    /// A count, and how many of it must not be asked twice.
    private static func bad(_ idempotent: Int, _ other: Int) -> Markup {
        let sum = idempotent + other
        if sum == 0 { return "0" }
        let text: Markup
        switch other {
        case 0: text = "\(sum)"
        case sum: text = "\(sum), not idempotent"
        default: text = "\(sum), \(other) of them not idempotent"
        }
        return .tag("span", ["class": "bad"], text)
    }

    private func details(of kind: TrafficRecord) -> Markup {
        let lists = [
            ("why they failed", kind.failures.map { ($0.name, "\($0.count)") }),
            (
                "who answered",
                kind.servers.map { ($0.name.isEmpty ? "(unnamed)" : $0.name, "\($0.count)") }
            ),
            (
                "besides",
                kind.figures.map { ($0.name.replacing("_", with: " "), $0.value?.text ?? "never") }
            ),
        ]
        return Markup(
            lists.filter { !$0.1.isEmpty }.map { title, entries in
                let shown = entries.prefix(30).map { "\($0.0): \($0.1)" }
                let rest = entries.count > 30 ? ["and \(entries.count - 30) more"] : []
                return .tag(
                    "p",
                    ["class": "detail"],
                    .tag("b", [:], "\(kind.name), \(title): "),
                    Markup((shown + rest).joined(separator: "; "))
                )
            }
        )
    }
}
