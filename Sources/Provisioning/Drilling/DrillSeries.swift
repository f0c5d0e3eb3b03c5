public import DocumentValues

/// The reports of a drill that was carried out several times.
public struct DrillSeries: Sendable {
    /// The reports, in their order.
    public private(set) var reports: [DrillReport] = []

    /// No reports yet.
    public init() {}

    /// Adds the report of one more run.
    public mutating func add(_ report: DrillReport) { reports.append(report) }

    /// The exit code of the worst run: a limit that was broken is worse than nothing proved.
    public var exitCode: Int32 {
        let codes = reports.map(\.verdict.exitCode)
        if codes.contains(2) { return 2 }
        return codes.max() ?? 0
    }

    /// How often each verdict was given, in the order of their first time.
    private var verdicts: [(word: String, count: Int)] {
        var verdicts: [(word: String, count: Int)] = []
        for word in reports.map(\.verdict.word) {
            if let index = verdicts.firstIndex(where: { $0.word == word }) {
                verdicts[index].count += 1
            } else {
                verdicts.append((word, 1))
            }
        }
        return verdicts
    }

    /// Each figure's median, least and most over the runs that measured it.
    public var spreads: [FigureSpread] {
        let figures = reports.compactMap(\.measures).flatMap(\.figures)
        var names: [String] = []
        for figure in figures where !names.contains(figure.name) { names.append(figure.name) }
        return names.compactMap { name in
            FigureSpread(name, figures.filter { $0.name == name }.compactMap(\.value))
        }
    }

    /// The summary for a terminal.
    public func rendered() -> String {
        let words = verdicts.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
        var lines = ["\(reports.count) runs: \(words)"]
        let rows =
            [["", "median", "least", "most", "runs"]]
            + spreads.map { spread in
                [
                    spread.name, spread.median.text, spread.least.text, spread.most.text,
                    "\(spread.count)",
                ]
            }
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = row.enumerated().map { column, cell in
                let pad = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + pad : pad + cell
            }
            lines.append(cells.joined(separator: "  "))
        }
        return lines.joined(separator: "\n")
    }

    /// The summary as data.
    public var value: Value {
        .map([
            "verdicts": .map(ValueMap(verdicts.map { ($0.word, .integer($0.count)) })),
            "figures": .map(ValueMap(spreads.map { ($0.name, $0.value) })),
        ])
    }
}

/// A figure over several runs.
public struct FigureSpread: Sendable, Hashable {
    /// The figure's name.
    public let name: String
    /// The one in the middle; of two, the lower one.
    public let median: Quantity
    /// The least.
    public let least: Quantity
    /// The most.
    public let most: Quantity
    /// In how many runs it was measured.
    public let count: Int

    /// The spread of measures; nil without any.
    public init?(_ name: String, _ measures: [Quantity]) {
        let sorted = measures.sorted { !$1.isWithin($0) }
        guard let least = sorted.first, let most = sorted.last else { return nil }
        self.name = name
        self.least = least
        self.most = most
        median = sorted[(sorted.count - 1) / 2]
        count = sorted.count
    }

    var value: Value {
        .map([
            "median": median.value, "least": least.value, "most": most.value,
            "runs": .integer(count),
        ])
    }
}

extension Quantity {
    /// The quantity as data; a duration in milliseconds.
    var value: Value {
        switch self {
        case .count(let count): .integer(count)
        case .duration(let duration): .integer(Int(duration.drillMilliseconds))
        }
    }
}
