internal import Diagnostics
internal import DocumentValues

extension ArgumentSpecification.Kind {
    /// The type in an operator's words, with its article.
    var title: String {
        switch self {
        case .string: "a string"
        case .integer: "a whole number"
        case .float: "a number"
        case .bool: "a boolean"
        case .path, .controllerPath: "a path"
        case .raw: "anything"
        case .byteCount: "a number of bytes, as '512K' or '1M'"
        case .map: "a mapping"
        case .list(.raw): "a list"
        case .list(let element): "a list, each element \(element.title)"
        }
    }

    /// The value as this type, by Ansible's rules of conversion; nil when there is no such rule.
    ///
    /// A list's elements are not converted: each one has its own message.
    func convert(_ value: Value) -> Value? {
        switch self {
        case .raw: value
        case .string, .path, .controllerPath: ArgumentConversion.text(value).map { .string($0) }
        case .integer: ArgumentConversion.integer(value).map { .integer($0) }
        case .float: ArgumentConversion.float(value).map { .float($0) }
        case .bool: ArgumentConversion.bool(value).map { .bool($0) }
        case .byteCount: ArgumentConversion.byteCount(value).map { .integer($0) }
        case .map: ArgumentConversion.map(value).map { .map($0) }
        case .list: ArgumentConversion.list(value).map { .list($0) }
        }
    }
}

/// Ansible's rules by which a value of one type becomes one of another.
enum ArgumentConversion {
    private static let trueWords: Set<String> = ["y", "yes", "on", "1", "true", "t"]
    private static let falseWords: Set<String> = ["n", "no", "off", "0", "false", "f"]

    /// Scalars as Python writes them.
    static func text(_ value: Value) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "True" : "False"
        case .integer(let number): String(number)
        case .float(let number): String(number)
        case .null, .list, .map: nil
        }
    }

    /// Whole numbers, texts of them, and truth values, which Python counts among them.
    static func integer(_ value: Value) -> Int? {
        switch value {
        case .bool(let flag): flag ? 1 : 0
        case .integer(let number): number
        case .float(let number): Int(exactly: number)
        case .string(let text):
            Int(text.trimmingBlanks()) ?? Double(text.trimmingBlanks()).flatMap(Int.init(exactly:))
        default: nil
        }
    }

    /// Numbers, and texts of them.
    static func float(_ value: Value) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .float(let number): number
        case .string(let text): Double(text.trimmingBlanks())
        default: nil
        }
    }

    /// Truth values, their words, 0 and 1.
    static func bool(_ value: Value) -> Bool? {
        switch value {
        case .bool(let flag):
            return flag
        case .integer, .float, .string:
            let word = value == .float(1) ? "1" : value == .float(0) ? "0" : text(value) ?? ""
            let lowered = word.trimmingBlanks().lowercased()
            if trueWords.contains(lowered) { return true }
            return falseWords.contains(lowered) ? false : nil
        default:
            return nil
        }
    }

    /// Numbers, and texts with a unit of powers of 1024.
    static func byteCount(_ value: Value) -> Int? {
        guard case .string(let text) = value else { return integer(value) }
        let word = text.trimmingBlanks()
        let digits = word.prefix { $0.isNumber || $0 == "." }
        let unit = word.dropFirst(digits.count).drop { $0 == " " }.uppercased()
        guard let number = Double(digits) else { return nil }
        let units = ["", "K", "M", "G", "T", "P", "E"]
        let plain = unit.hasSuffix("B") ? String(unit.dropLast()) : unit
        guard let power = units.firstIndex(of: plain) else { return nil }
        return Int(exactly: (number * Double(1 << (10 * power))).rounded())
    }

    /// Lists, and texts split at commas.
    static func list(_ value: Value) -> [Value]? {
        switch value {
        case .list(let elements):
            elements
        case .string(let text):
            text.split(separator: ",", omittingEmptySubsequences: false).map { .string(String($0)) }
        case .integer, .float, .bool:
            text(value).map { [.string($0)] }
        case .null, .map:
            nil
        }
    }

    /// Mappings, and texts of `key=value` words.
    static func map(_ value: Value) -> ValueMap? {
        switch value {
        case .map(let map):
            return map
        case .string(let text) where text.contains("="):
            var map = ValueMap()
            for word in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
                guard let equals = word.firstIndex(of: "=") else { return nil }
                map[String(word[..<equals])] = .string(String(word[word.index(after: equals)...]))
            }
            return map
        default:
            return nil
        }
    }

    /// The choice that a truth value means, when YAML read a choice's word as one.
    static func choice(_ value: Value, among choices: [Value]) -> Value? {
        if choices.contains(value) { return value }
        guard let flag = value.bool ?? wordOfPython(value) else { return nil }
        let matching = choices.filter { choice in
            guard case .string(let word) = choice else { return false }
            return (flag ? trueWords : falseWords).contains(word.lowercased())
        }
        return matching.count == 1 ? matching.first : nil
    }

    private static func wordOfPython(_ value: Value) -> Bool? {
        switch value {
        case "True": true
        case "False": false
        default: nil
        }
    }
}
