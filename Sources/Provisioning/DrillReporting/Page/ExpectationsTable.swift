import Drilling
import HTMLMarkup

/// What was to happen, beside what did.
struct ExpectationsTable {
    private let record: DrillRecord

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The table: the stages, then the limits.
    var markup: Markup {
        var table = MarkupTable("expectations", columns: ["Expected", "Actual"])
        for stage in DrillStage.allCases {
            let found = record.stages.last { $0.stage == stage }
            if found == nil, !stage.isRequired { continue }
            let actual = found.map { Self.text(of: $0) } ?? "not carried out"
            let kind = found.map { $0.succeeded ? "kept" : "missed" } ?? "open"
            table.add("\(stage.rawValue): \(stage.title)", Markup(actual), kind: kind)
        }
        for check in record.checks {
            let measured = check.measured?.text ?? "not measured"
            let name = check.name.replacing("_", with: " ")
            table.add(
                "\(name) at most \(check.expected.text)",
                Markup("\(check.isMet ? "✓" : "✗") \(measured)"),
                kind: check.isMet ? "kept" : "missed"
            )
        }
        return table.markup
    }

    private static func text(of stage: StageRecord) -> String {
        "\(stage.succeeded ? "✓ done" : "✗ failed") after \(stage.duration.drillText)"
    }
}
