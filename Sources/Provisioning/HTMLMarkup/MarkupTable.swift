/// A table whose columns have names.
public struct MarkupTable {
    private let columns: [String]
    private let kind: String
    private var rows: [Markup] = []

    /// A table; `kind` is its class in the style sheet.
    public init(_ kind: String, columns: [String]) {
        self.kind = kind
        self.columns = columns
    }

    /// Adds a row; its first cell is the row's name.
    public mutating func add(_ cells: Markup..., kind: String = "") {
        let written = cells.enumerated().map { number, cell in
            number == 0
                ? Markup.tag("th", ["scope": "row"], cell)
                : Markup.tag("td", ["data-column": columns[number]], cell)
        }
        rows.append(.tag("tr", ["class": kind], written))
    }

    /// Whether it has no rows.
    public var isEmpty: Bool { rows.isEmpty }

    /// The table.
    public var markup: Markup {
        let heads = columns.map { Markup.tag("th", ["scope": "col"], Markup($0)) }
        return .tag(
            "table",
            ["class": kind],
            .tag("thead", [:], .tag("tr", [:], heads)),
            .tag("tbody", [:], rows)
        )
    }
}
