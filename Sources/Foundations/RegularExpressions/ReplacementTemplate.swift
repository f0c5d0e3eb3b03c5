/// What a match is replaced with, in Python's notation: `\1`, `\g<1>`, `\g<name>`, `\n`, `\\`.
public struct ReplacementTemplate: Sendable {
    private enum Part: Sendable {
        case bytes([UInt8])
        case group(Int)
    }

    private var parts: [Part] = []

    /// Reads a template for an expression, whose groups it may name.
    public init(
        _ text: String,
        for expression: RegularExpression
    ) throws(RegularExpressionError) {
        var plain = ""
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escaped = rest.popFirst() else {
                plain.unicodeScalars.append(scalar)
                continue
            }
            if let group = try Self.group(escaped, &rest, in: text, for: expression) {
                if !plain.isEmpty { parts.append(.bytes(Array(plain.utf8))) }
                plain = ""
                parts.append(.group(group))
            } else {
                plain += Self.escapes[escaped] ?? "\\\(escaped)"
            }
        }
        if !plain.isEmpty { parts.append(.bytes(Array(plain.utf8))) }
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\u{07}", "b": "\u{08}",
        "f": "\u{0C}", "v": "\u{0B}", "0": "\0",
    ]

    private static func group(
        _ escaped: Unicode.Scalar,
        _ rest: inout Substring.UnicodeScalarView,
        in text: String,
        for expression: RegularExpression
    ) throws(RegularExpressionError) -> Int? {
        if escaped == "g", rest.first == "<", let close = rest.firstIndex(of: ">") {
            let name = String(rest[rest.index(after: rest.startIndex)..<close])
            let offset = text.unicodeScalars.count - rest.count
            rest = rest[rest.index(after: close)...]
            guard let group = Int(name) ?? expression.groupNames[name] else {
                throw RegularExpressionError(
                    message: "unknown group name '\(name)'",
                    offset: offset
                )
            }
            return try checked(group, expression)
        }
        guard let digit = digit(escaped), digit > 0 else { return nil }
        guard let second = rest.first.flatMap(Self.digit) else {
            return try checked(digit, expression)
        }
        rest.removeFirst()
        return try checked(digit * 10 + second, expression)
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        ("0"..."9").contains(scalar) ? Int(scalar.value) - 48 : nil
    }

    private static func checked(
        _ group: Int,
        _ expression: RegularExpression
    ) throws(RegularExpressionError) -> Int {
        guard (0...expression.groupCount).contains(group) else {
            throw RegularExpressionError(message: "invalid group reference \(group)", offset: nil)
        }
        return group
    }

    /// The bytes that replace one match; a group that took no part is empty.
    public func expanded(for match: RegularExpressionMatch) -> [UInt8] {
        parts.reduce(into: []) { result, part in
            switch part {
            case .bytes(let bytes): result += bytes
            case .group(let number): result += match.bytes(ofGroup: number) ?? []
            }
        }
    }
}

extension RegularExpression {
    /// A text with its matches (at most `limit`) replaced, and how many there were.
    public func replacing(
        in subject: String,
        with template: String,
        limit: Int = .max
    ) throws(RegularExpressionError) -> (text: String, count: Int) {
        let matches = try allMatches(in: subject, limit: limit)
        let template = try ReplacementTemplate(template, for: self)
        let bytes = Self.replaced(matches, in: Array(subject.utf8), by: template)
        return (String(decoding: bytes, as: UTF8.self), matches.count)
    }

    /// Bytes with their matches replaced, and how many there were.
    public func replacing(
        in subject: [UInt8],
        with template: String
    ) throws(RegularExpressionError) -> (bytes: [UInt8], count: Int) {
        let matches = try allMatches(in: subject)
        let template = try ReplacementTemplate(template, for: self)
        return (Self.replaced(matches, in: subject, by: template), matches.count)
    }

    private static func replaced(
        _ matches: [RegularExpressionMatch],
        in subject: [UInt8],
        by template: ReplacementTemplate
    ) -> [UInt8] {
        var result: [UInt8] = []
        var offset = 0
        for match in matches {
            result += subject[offset..<match.byteRange.lowerBound]
            result += template.expanded(for: match)
            offset = match.byteRange.upperBound
        }
        return result + subject[offset...]
    }

    /// The parts of a text between matches, with the groups in between as Python's `split` does.
    public func split(
        _ subject: String,
        limit: Int = .max
    ) throws(RegularExpressionError) -> [String] {
        let bytes = Array(subject.utf8)
        var parts: [String] = []
        var offset = 0
        for match in try allMatches(in: subject, limit: limit) {
            parts.append(
                String(decoding: bytes[offset..<match.byteRange.lowerBound], as: UTF8.self)
            )
            for group in match.byteRanges.indices.dropFirst() {
                parts.append(match.group(group) ?? "")
            }
            offset = match.byteRange.upperBound
        }
        parts.append(String(decoding: bytes[offset...], as: UTF8.self))
        return parts
    }
}
