import Drilling
import HTMLMarkup

/// What was measured, held against the limits and against earlier runs.
struct FiguresTable {
    private let record: DrillRecord
    private let earlier: EarlierRuns

    init(_ record: DrillRecord, _ earlier: EarlierRuns) {
        self.record = record
        self.earlier = earlier
    }

    /// The table; nothing when nothing was measured.
    var markup: Markup {
        var columns = ["Figure", "Measured", "Allowed"]
        if !earlier.records.isEmpty { columns.append("Earlier") }
        var table = MarkupTable("figures", columns: columns)
        for figure in record.figures { add(figure, to: &table) }
        if table.isEmpty { return .none }
        return Markup([table.markup, runs])
    }

    private func add(_ figure: Figure, to table: inout MarkupTable) {
        let check = record.checks.first { $0.name == figure.name }
        let name = Markup(figure.name.replacing("_", with: " "))
        var measured = figure.value?.text ?? "never"
        if let change = earlier.change(of: figure.name, to: figure.value), change != 0 {
            measured += " (\(change > 0 ? "+" : "−")\(abs(change)) %)"
        }
        let allowed: Markup = check.map { CheckText.allowed($0) } ?? ""
        let kind = check.map { $0.isMet ? "kept" : "missed" } ?? ""
        if earlier.records.isEmpty {
            table.add(name, Markup(measured), allowed, kind: kind)
        } else {
            let before = Markup(earlier.text(of: figure.name))
            table.add(name, Markup(measured), allowed, before, kind: kind)
        }
    }

    /// The earlier runs themselves.
    private var runs: Markup {
        if earlier.records.isEmpty { return .none }
        var table = MarkupTable("runs", columns: ["Earlier run", "Verdict", "With"])
        for run in earlier.records.prefix(10) {
            table.add(
                Markup(run.startedAt.text(secondsEastOfUTC: run.secondsEastOfUTC)),
                Markup(run.verdictWord),
                Markup([run.engine, run.machine].filter { !$0.isEmpty }.joined(separator: "; "))
            )
        }
        let rest = earlier.records.count - 10
        let more = rest > 0 ? Markup.tag("p", [:], "And \(rest) more.") : .none
        return Markup([table.markup, more])
    }
}

/// A limit in words that do not need colours.
enum CheckText {
    static func allowed(_ check: RecordedCheck) -> Markup {
        let sign = check.isMet ? "✓ kept" : "✗ missed"
        return Markup([
            "\(check.expected.text) ",
            .tag("span", ["class": check.isMet ? "sign kept" : "sign missed"], Markup(sign)),
        ])
    }
}
