/// How a value is written as JSON.
public struct JSONLayout: Sendable, Hashable {
    /// The blanks of one level; nil for everything on one line.
    public var indent: Int?
    /// Whether keys are sorted.
    public var sortsKeys: Bool
    /// Whether characters outside ASCII become `\uXXXX`.
    public var isASCII: Bool
    /// What stands between elements.
    public var itemSeparator: String
    /// What stands between key and value.
    public var keySeparator: String

    /// A layout; the defaults are those of Python's `json.dumps`.
    public init(
        indent: Int? = nil,
        sortsKeys: Bool = false,
        isASCII: Bool = true,
        itemSeparator: String? = nil,
        keySeparator: String = ": "
    ) {
        self.indent = indent
        self.sortsKeys = sortsKeys
        self.isASCII = isASCII
        self.itemSeparator = itemSeparator ?? (indent == nil ? ", " : ",")
        self.keySeparator = keySeparator
    }

    /// The filter `to_json`: as `json.dumps`.
    public static let python = JSONLayout()
    /// The filter `to_nice_json`: four blanks a level, keys sorted.
    public static let nice = JSONLayout(indent: 4, sortsKeys: true)
    /// No blanks, UTF-8.
    public static let compact = JSONLayout(isASCII: false, itemSeparator: ",", keySeparator: ":")
}

extension Value {
    /// The value as JSON text.
    public func json(_ layout: JSONLayout = .compact) -> String {
        var writer = JSONWriter(layout: layout)
        writer.write(self, level: 0)
        return writer.text
    }
}

private struct JSONWriter {
    let layout: JSONLayout
    var text = ""

    mutating func write(_ value: Value, level: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .float(let value): text += jsonNumber(value)
        case .string(let value): writeText(value)
        case .list(let values):
            writeItems(values, in: ("[", "]"), level: level) { writer, value in
                writer.write(value, level: level + 1)
            }
        case .map(let map):
            let entries = Array(map)
            let ordered =
                layout.sortsKeys
                ? entries.sorted { jsonKey($0).precedesInPython(jsonKey($1)) }
                : entries
            writeItems(ordered, in: ("{", "}"), level: level) { writer, entry in
                writer.writeText(jsonKey(entry))
                writer.text += writer.layout.keySeparator
                writer.write(entry.value, level: level + 1)
            }
        }
    }

    private mutating func writeItems<Item>(
        _ items: [Item],
        in brackets: (open: String, close: String),
        level: Int,
        _ write: (inout JSONWriter, Item) -> Void
    ) {
        text += brackets.open
        for (index, item) in items.enumerated() {
            if index > 0 { text += layout.itemSeparator }
            startLine(level: level + 1)
            write(&self, item)
        }
        if !items.isEmpty { startLine(level: level) }
        text += brackets.close
    }

    private mutating func startLine(level: Int) {
        guard let indent = layout.indent else { return }
        text += "\n" + String(repeating: " ", count: indent * level)
    }

    private mutating func writeText(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{08}": text += "\\b"
            case "\u{0C}": text += "\\f"
            case _ where scalar.value < 0x20 || (layout.isASCII && !scalar.isASCII):
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                    text += "\\u" + hexadecimal(UInt32(unit), digits: 4)
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

private func jsonNumber(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
    return value.pythonRepr
}

/// The key as JSON has it: Python turns numbers, booleans and null into their JSON text.
private func jsonKey(_ entry: ValueMap.Entry) -> String {
    switch entry.key {
    case .string(let text): text
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    default: entry.key.pythonText
    }
}
