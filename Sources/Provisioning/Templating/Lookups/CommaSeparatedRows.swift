/// A text of rows with fields between delimiters, as Python's `csv` reads it.
struct CommaSeparatedRows {
    /// The rows; a blank line is one without fields.
    private(set) var rows: [[String]] = []

    /// Reads a text; a field in double quotes may hold delimiters, line ends and doubled quotes.
    init(_ text: String, delimiter: Character) {
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var hasField = false
        var rest = Substring(text)
        func endField() {
            row.append(field)
            field = ""
            hasField = false
        }
        while let character = rest.popFirst() {
            if isQuoted {
                if character != "\"" {
                    field.append(character)
                } else if rest.first == "\"" {
                    field.append("\"")
                    rest = rest.dropFirst()
                } else {
                    isQuoted = false
                }
            } else if character == "\"", field.isEmpty {
                isQuoted = true
                hasField = true
            } else if character == delimiter {
                endField()
                hasField = true
            } else if character.isNewline {
                if hasField || !field.isEmpty || !row.isEmpty { endField() }
                rows.append(row)
                row = []
            } else {
                field.append(character)
            }
        }
        if hasField || !field.isEmpty || !row.isEmpty {
            endField()
            rows.append(row)
        }
    }
}
