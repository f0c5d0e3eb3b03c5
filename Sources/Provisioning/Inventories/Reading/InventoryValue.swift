internal import Diagnostics
internal import DocumentValues

/// Values of INI inventories: Python's literals; what is none is a text as it stands.
struct InventoryValue {
    private var rest: Substring
    private let place: SourcePlace

    /// What a value holds.
    static func read(_ text: String, at place: SourcePlace) -> Node {
        var parser = InventoryValue(rest: text[...], place: place)
        if let content = parser.value(), parser.isAtEnd { return Node(content, at: place) }
        return Node(.string(text), at: place)
    }

    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return rest.isEmpty
        }
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0.isWhitespace }
    }

    private mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard rest.first == character else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func value() -> Node.Content? {
        skipBlanks()
        switch rest.first {
        case "'"?, "\""?: return text().map { .string($0) }
        case "["?: return sequence(from: "[", to: "]")
        case "("?: return sequence(from: "(", to: ")")
        case "{"?: return mapping()
        default: return word()
        }
    }

    private mutating func word() -> Node.Content? {
        let word = rest.prefix { $0.isLetter || $0.isNumber || "+-._".contains($0) }
        guard !word.isEmpty else { return nil }
        let content: Node.Content? =
            switch word {
            case "True": .bool(true)
            case "False": .bool(false)
            case "None": .null
            default: InventoryValue.number(word)
            }
        if content != nil { rest = rest[word.endIndex...] }
        return content
    }

    private static func number(_ word: Substring) -> Node.Content? {
        let isNegative = word.hasPrefix("-")
        let unsigned = isNegative || word.hasPrefix("+") ? word.dropFirst() : word
        guard let first = unsigned.first, first.isASCII, first.isNumber || first == "." else {
            return nil
        }
        let digits = String(unsigned.filter { $0 != "_" })
        let sign = isNegative ? -1 : 1
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)]
        where digits.lowercased().hasPrefix(prefix) {
            return Int(digits.dropFirst(2), radix: radix).map { .integer(sign * $0) }
        }
        if digits.allSatisfy({ $0.isASCII && $0.isNumber }) {
            // Python refuses leading zeros: such a text, as a file mode, stays a text.
            let isPlain = !digits.hasPrefix("0") || digits.allSatisfy { $0 == "0" }
            return isPlain ? Int(digits).map { .integer(sign * $0) } : nil
        }
        guard digits.allSatisfy({ $0.isNumber || "eE+-.".contains($0) }) else { return nil }
        let filled = digits.hasSuffix(".") ? digits + "0" : digits
        return Double(filled.hasPrefix(".") ? "0" + filled : filled)
            .map { .float(Double(sign) * $0) }
    }

    private mutating func text() -> String? {
        guard let quote = rest.first else { return nil }
        var characters = rest.dropFirst()
        var text = ""
        while let character = characters.popFirst() {
            if character == quote {
                rest = characters
                return text
            }
            guard character == "\\", let escaped = characters.popFirst() else {
                text.append(character)
                continue
            }
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "\\", "'", "\"": text.append(escaped)
            default: text += "\\\(escaped)"
            }
        }
        return nil
    }

    private mutating func sequence(from open: Character, to close: Character) -> Node.Content? {
        guard take(open) else { return nil }
        var elements: [Node] = []
        var hasComma = false
        while !take(close) {
            guard let element = value() else { return nil }
            elements.append(Node(element, at: place))
            if take(",") {
                hasComma = true
                continue
            }
            guard take(close) else { return nil }
            break
        }
        // Parentheses around one value without a comma are no tuple.
        if open == "(" && elements.count == 1 && !hasComma { return elements[0].content }
        return .list(elements)
    }

    private mutating func mapping() -> Node.Content? {
        guard take("{") else { return nil }
        var pairs: [Node.Pair] = []
        while !take("}") {
            guard let key = value(), take(":"), let value = value() else { return nil }
            pairs.append(Node.Pair(key: Node(key, at: place), value: Node(value, at: place)))
            if take(",") { continue }
            guard take("}") else { return nil }
            break
        }
        return .map(pairs)
    }
}
