import Drilling

/// What the runs of a drill that was carried out several times have in common.
struct RunsSummary {
    private let records: [DrillRecord]

    init(_ records: [DrillRecord]) {
        self.records = records
    }

    /// A line for each run, and each figure's median and range; nothing for a single run.
    var markup: Markup {
        guard records.count > 1, let first = records.first else { return .none }
        var runs = MarkupTable("summary", columns: ["Run", "Verdict", "Lost"])
        for (number, record) in records.enumerated() {
            runs.add(
                .tag("a", ["href": "#drill-\(number + 1)"], "run \(number + 1)"),
                Markup(record.verdictWord),
                "\(record.lostCount)",
                kind: record.tone == .pass ? "kept" : "missed"
            )
        }
        var figures = MarkupTable("figures", columns: ["Figure", "Median", "Least", "Most"])
        for spread in spreads {
            figures.add(
                Markup(spread.name.replacing("_", with: " ")),
                Markup(spread.median.text),
                Markup(spread.least.text),
                Markup(spread.most.text)
            )
        }
        return .tag(
            "section",
            [:],
            .tag("h1", [:], "\(records.count) runs of \(first.name)"),
            runs.markup,
            figures.markup
        )
    }

    private var spreads: [FigureSpread] {
        let figures = records.flatMap(\.figures)
        var names: [String] = []
        for figure in figures where !names.contains(figure.name) { names.append(figure.name) }
        return names.compactMap { name in
            FigureSpread(name, figures.filter { $0.name == name }.compactMap(\.value))
        }
    }
}
