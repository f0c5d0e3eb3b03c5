public import DocumentValues

/// A value as JSON text, spelled as Python's `json.dumps` does with sorted keys.
public func resultText(_ value: Value, indent: Int? = nil) -> String {
    var text = ""
    write(value, indent: indent, depth: 0, to: &text)
    return text
}

private func write(_ value: Value, indent: Int?, depth: Int, to text: inout String) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .float(let number): text += floatText(number)
    case .string(let string): writeQuoted(string, to: &text)
    case .list(let elements):
        writeAll(elements, "[", "]", indent: indent, depth: depth, to: &text) { element, text in
            write(element, indent: indent, depth: depth + 1, to: &text)
        }
    case .map(let map):
        let entries = map.map { (key: keyText($0.key), value: $0.value) }
            .sorted { $0.key < $1.key }
        writeAll(entries, "{", "}", indent: indent, depth: depth, to: &text) { entry, text in
            writeQuoted(entry.key, to: &text)
            text += ": "
            write(entry.value, indent: indent, depth: depth + 1, to: &text)
        }
    }
}

private func writeAll<Element>(
    _ elements: [Element],
    _ open: String,
    _ close: String,
    indent: Int?,
    depth: Int,
    to text: inout String,
    _ body: (Element, inout String) -> Void
) {
    text += open
    for (index, element) in elements.enumerated() {
        if index > 0 { text += indent == nil ? ", " : "," }
        if let indent { text += "\n" + String(repeating: " ", count: indent * (depth + 1)) }
        body(element, &text)
    }
    if let indent, !elements.isEmpty {
        text += "\n" + String(repeating: " ", count: indent * depth)
    }
    text += close
}

private func keyText(_ key: Value) -> String {
    if case .string(let text) = key { return text }
    return resultText(key)
}

private func floatText(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return "\(number)"
}

private func writeQuoted(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\u{08}": text += "\\b"
        case "\u{0C}": text += "\\f"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
    text += "\""
}
