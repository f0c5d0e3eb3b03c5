/// The types that YAML 1.1 gives to plain scalars, as PyYAML resolves them.
///
/// `yes`, `No`, `on` are booleans, `0644` is octal, `1:30` counts in sixties, `1e3` is a text.
/// Dates stay texts.
enum PlainScalar: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// Looks like a whole number and does not fit.
    case integerTooLarge
    case float(Double)
    /// A date or time: a text for us, and in need of quotes when written.
    case timestamp
    /// `<<` or `=`: a text for us, and in need of quotes when written.
    case special
    case text

    init(_ text: String) {
        if text.isEmpty || Self.nulls.contains(text) {
            self = .null
        } else if let value = Self.booleans[text] {
            self = .bool(value)
        } else if text == "<<" || text == "=" {
            self = .special
        } else if let first = text.utf8.first, Self.isNumeric(first) {
            self = Self.number(text) ?? (looksLikeTimestamp(text) ? .timestamp : .text)
        } else {
            self = .text
        }
    }

    static let nulls: Set<String> = ["~", "null", "Null", "NULL"]

    static let booleans: [String: Bool] = {
        var words: [String: Bool] = [:]
        for (word, value) in [
            ("yes", true), ("no", false), ("true", true), ("false", false), ("on", true),
            ("off", false),
        ] {
            words[word] = value
            words[word.uppercased()] = value
            words[word.prefix(1).uppercased() + word.dropFirst()] = value
        }
        return words
    }()

    private static func isNumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: ".")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func number(_ text: String) -> PlainScalar? {
        var digits = Substring(text)
        let sign = digits.first == "-" ? -1 : 1
        let isSigned = digits.first == "-" || digits.first == "+"
        if isSigned { digits.removeFirst() }
        if let integer = integer(digits, sign: sign) { return integer }
        return float(digits, sign: Double(sign), isSigned: isSigned).map { .float($0) }
    }

    private static func integer(_ text: Substring, sign: Int) -> PlainScalar? {
        guard let first = text.utf8.first, isDigit(first) else { return nil }
        let digits = text.filter { $0 != "_" }
        func parsed(_ digits: some StringProtocol, radix: Int) -> PlainScalar {
            guard let value = Int((sign < 0 ? "-" : "") + digits, radix: radix) else {
                return .integerTooLarge
            }
            return .integer(value)
        }
        if text == "0" { return .integer(0) }
        if text.hasPrefix("0b"), digits.count > 2,
            digits.dropFirst(2).allSatisfy({ "01".contains($0) })
        {
            return parsed(digits.dropFirst(2), radix: 2)
        }
        if text.hasPrefix("0x"), digits.count > 2, digits.dropFirst(2).allSatisfy(\.isHexDigit) {
            return parsed(digits.dropFirst(2), radix: 16)
        }
        if first == UInt8(ascii: "0") {
            guard digits.dropFirst().allSatisfy({ ("0"..."7").contains($0) }) else { return nil }
            return digits.count == 1 ? .integer(0) : parsed(digits.dropFirst(), radix: 8)
        }
        if digits.utf8.allSatisfy(isDigit) { return parsed(digits, radix: 10) }
        return sexagesimal(digits).map { .integer(sign * $0) }
    }

    /// `12:30:45`, each part after the first below sixty.
    private static func sexagesimal(_ digits: String) -> Int? {
        let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
            parts.dropFirst().allSatisfy({ $0.count <= 2 && Int($0) ?? 60 < 60 })
        else { return nil }
        var value = 0
        for part in parts {
            guard let number = Int(part) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 60)
            let (sum, isTooLarge) = product.addingReportingOverflow(number)
            guard !overflow, !isTooLarge else { return nil }
            value = sum
        }
        return value
    }

    private static func float(_ text: Substring, sign: Double, isSigned: Bool) -> Double? {
        switch text {
        case ".inf", ".Inf", ".INF": return sign * .infinity
        case ".nan", ".NaN", ".NAN": return isSigned ? nil : .nan
        default: break
        }
        guard let point = text.firstIndex(of: ".") else { return nil }
        let whole = text[..<point].filter { $0 != "_" }
        let rest = text[text.index(after: point)...]
        if whole.contains(":") {
            guard rest.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }),
                let minutes = sexagesimal(whole)
            else { return nil }
            let fraction = Double("0." + rest.filter { $0 != "_" } + "0") ?? 0
            return sign * (Double(minutes) + fraction)
        }
        let exponent = rest.firstIndex { $0 == "e" || $0 == "E" } ?? rest.endIndex
        let fraction = rest[..<exponent].filter { $0 != "_" }
        guard whole.utf8.allSatisfy(isDigit), fraction.utf8.allSatisfy(isDigit),
            !whole.isEmpty || (!fraction.isEmpty && !isSigned), isExponent(rest[exponent...])
        else { return nil }
        let number = "\(whole.isEmpty ? "0" : whole).\(fraction.isEmpty ? "0" : fraction)"
        return Double(number + rest[exponent...]).map { sign * $0 }
    }

    private static func isExponent(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        let rest = text.dropFirst()
        guard rest.first == "+" || rest.first == "-" else { return false }
        return rest.count > 1 && rest.dropFirst().utf8.allSatisfy(isDigit)
    }
}

/// Whether PyYAML would read a date: `2026-11-21`, `2026-1-2 03:04:05`.
private func looksLikeTimestamp(_ text: String) -> Bool {
    let date = text.prefix { $0 != " " && $0 != "T" && $0 != "t" && $0 != "\t" }
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts.allSatisfy({ $0.allSatisfy(\.isNumber) })
    else { return false }
    guard date.count < text.count else { return parts[1].count == 2 && parts[2].count == 2 }
    let time = text.dropFirst(date.count + 1)
    return (1...2).contains(parts[1].count) && (1...2).contains(parts[2].count)
        && time.contains(":") && time.first?.isNumber ?? false
}
