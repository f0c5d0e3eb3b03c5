import Drilling
import HTMLMarkup

/// What is to be done about it, to be filled in: in the browser, or on paper.
struct ActionsTable {
    private let record: DrillRecord

    /// The least rows.
    private static let rowCount = 4

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The table: a row for each thing that went wrong, and empty ones.
    var markup: Markup {
        var table = MarkupTable("actions", columns: ["What", "Who", "Until", "Done"])
        let known = wrongs
        for wrong in known { add(Markup(wrong), to: &table) }
        for _ in known.count..<max(known.count + 1, Self.rowCount) { add(.none, to: &table) }
        return table.markup
    }

    private func add(_ what: Markup, to table: inout MarkupTable) {
        let field = { (content: Markup, name: String) -> Markup in
            .tag(
                "div",
                ["contenteditable": "true", "role": "textbox", "aria-label": name],
                content
            )
        }
        table.add(
            field(what, "what"),
            field(.none, "who"),
            field(.none, "until"),
            field(.none, "done")
        )
    }

    private var wrongs: [String] {
        let missed = record.checks.filter { !$0.isMet }.map { check in
            let name = check.name.replacing("_", with: " ")
            return "\(name) was \(check.measured?.text ?? "not measured"), "
                + "allowed \(check.expected.text): "
        }
        return missed + (record.limits == nil ? record.fault.reasons.map { "\($0): " } : [])
    }
}
