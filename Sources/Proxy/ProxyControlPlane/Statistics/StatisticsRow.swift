/// One line of `show stat`: the values of a frontend, a backend or a server, in the order of the
/// columns.
struct StatisticsRow: Sendable {
    /// What a line is about; the number is that of the column `type`.
    enum Kind: Int, Sendable {
        case frontend = 0
        case backend = 1
        case server = 2

        /// HAProxy's letter in typed output.
        var letter: String {
            switch self {
            case .frontend: "F"
            case .backend: "B"
            case .server: "S"
            }
        }

        /// HAProxy's word in JSON.
        var word: String {
            switch self {
            case .frontend: "Frontend"
            case .backend: "Backend"
            case .server: "Server"
            }
        }
    }

    let kind: Kind
    /// The number of the proxy.
    let proxyID: Int
    /// The number of the server; zero for a proxy.
    let serverID: Int
    private(set) var cells = [String](repeating: "", count: StatisticsColumn.all.count)

    init(_ kind: Kind, proxy: String, name: String, proxyID: Int, serverID: Int) {
        self.kind = kind
        self.proxyID = proxyID
        self.serverID = serverID
        self["pxname"] = proxy
        self["svname"] = name
        self["pid"] = "1"
        self["iid"] = "\(proxyID)"
        self["sid"] = "\(serverID)"
        self["type"] = "\(kind.rawValue)"
        self["-"] = "-"
    }

    subscript(column: String) -> String {
        get { StatisticsColumn.positions[column].map { cells[$0] } ?? "" }
        set {
            guard let position = StatisticsColumn.positions[column] else { return }
            cells[position] = newValue
        }
    }

    /// Sets numbers.
    mutating func set(_ numbers: KeyValuePairs<String, Int>) {
        for (column, number) in numbers { self[column] = String(number) }
    }
}

/// How rows are written.
enum StatisticsEncoding {
    /// Comma-separated, as `show stat` and the page's `;csv`.
    static func csv(_ rows: [StatisticsRow]) -> String {
        StatisticsColumn.header + csvLines(rows)
    }

    /// The lines of rows, without the header.
    static func csvLines(_ rows: [StatisticsRow]) -> String {
        var text = ""
        for row in rows {
            for cell in row.cells {
                text += quoted(cell)
                text += ","
            }
            text += "\n"
        }
        return text
    }

    /// A line for each value, as `show stat typed`.
    static func typed(_ rows: [StatisticsRow]) -> String {
        var text = ""
        for row in rows {
            for (position, column) in StatisticsColumn.all.enumerated() {
                let value = row.cells[position]
                guard !value.isEmpty, column.name != "-" else { continue }
                text += "\(row.kind.letter).\(row.proxyID).\(row.serverID).\(position)."
                text += "\(column.name).1:\(column.tags):\(column.type):\(value)\n"
            }
        }
        return text
    }

    /// A list of lists of values, as `show stat json`.
    static func json(_ rows: [StatisticsRow]) -> String { "[\(jsonLists(rows))]\n" }

    /// The lists of rows, without what stands around them.
    static func jsonLists(_ rows: [StatisticsRow]) -> String {
        rows.map { row in
            let fields = StatisticsColumn.all.enumerated().compactMap { position, column in
                jsonField(row, column, position)
            }
            return "[\(fields.joined(separator: ","))]"
        }.joined(separator: ",")
    }

    private static func jsonField(
        _ row: StatisticsRow,
        _ column: StatisticsColumn,
        _ position: Int
    ) -> String? {
        let value = row.cells[position]
        guard !value.isEmpty, column.name != "-" else { return nil }
        return
            "{\"objType\":\"\(row.kind.word)\",\"proxyId\":\(row.proxyID),\"id\":\(row.serverID),"
            + jsonValue(
                position: position,
                name: column.name,
                tags: column.tags,
                type: column.type,
                value: value
            )
            + "}"
    }

    /// The part that values of `show stat json` and `show info json` share.
    static func jsonValue(
        position: Int,
        name: String,
        tags: String,
        type: String,
        value: String
    ) -> String {
        let letters = Array(tags)
        let written = type == "str" ? jsonString(value) : value
        return "\"field\":{\"pos\":\(position),\"name\":\"\(name)\"},\"processNum\":1,"
            + "\"tags\":{\"origin\":\"\(origins[letters[0]] ?? "")\","
            + "\"nature\":\"\(natures[letters[1]] ?? "")\","
            + "\"scope\":\"\(letters[2] == "S" ? "Service" : "Process")\"},"
            + "\"value\":{\"type\":\"\(type)\",\"value\":\(written)}"
    }

    private static let origins: [Character: String] = [
        "M": "Metric", "S": "Status", "K": "Key", "C": "Config", "P": "Product",
    ]

    private static let natures: [Character: String] = [
        "G": "Gauge", "L": "Limit", "M": "Max", "R": "Rate", "C": "Counter", "D": "Duration",
        "A": "Age", "O": "Output", "N": "Name", "a": "Avg",
    ]

    /// A text with quotes around it and the characters that JSON forbids escaped.
    static func jsonString(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D })
        else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
