/// What a match is replaced with, in Python's notation: `\1`, `\g<1>`, `\g<name>`, `\n`, `\\`.
public struct ReplacementTemplate: Sendable {
    private enum Part: Sendable {
        case text(String)
        case group(Int)
    }

    private var parts: [Part] = []

    /// Reads a template for an expression, whose groups it may name.
    public init(
        _ text: String,
        for expression: RegularExpression
    ) throws(RegularExpressionError) {
        var plain = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "\\", let escaped = rest.popFirst() else {
                plain.append(character)
                continue
            }
            if let group = try Self.group(
                escaped,
                &rest,
                in: text,
                for: expression
            ) {
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                parts.append(.group(group))
            } else {
                plain += Self.escapes[escaped] ?? "\\\(escaped)"
            }
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
    }

    private static let escapes: [Character: String] = [
        "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\u{07}", "b": "\u{08}",
        "f": "\u{0C}", "v": "\u{0B}", "0": "\0",
    ]

    private static func group(
        _ escaped: Character,
        _ rest: inout Substring,
        in text: String,
        for expression: RegularExpression
    ) throws(RegularExpressionError) -> Int? {
        if escaped == "g", rest.first == "<", let close = rest.firstIndex(of: ">") {
            let name = String(rest[rest.index(after: rest.startIndex)..<close])
            let offset = text.count - rest.count
            rest = rest[rest.index(after: close)...]
            guard let group = Int(name) ?? expression.groupNames[name] else {
                throw RegularExpressionError(
                    message: "unknown group name '\(name)'",
                    offset: offset
                )
            }
            return try checked(group, expression)
        }
        guard let digit = escaped.wholeNumberValue, escaped.isASCII, digit > 0 else { return nil }
        guard let next = rest.first, next.isASCII, let second = next.wholeNumberValue else {
            return try checked(digit, expression)
        }
        rest.removeFirst()
        return try checked(digit * 10 + second, expression)
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

    /// The text that replaces one match; a group that took no part is empty.
    public func expanded(for match: RegularExpressionMatch) -> String {
        parts.reduce(into: "") { result, part in
            switch part {
            case .text(let text): result += text
            case .group(let number): result += match.group(number) ?? ""
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
        let template = try ReplacementTemplate(template, for: self)
        let matches = try allMatches(in: subject, limit: limit)
        guard !matches.isEmpty else { return (subject, 0) }
        let bytes = subject.utf8
        var result = ""
        var index = bytes.startIndex
        var offset = 0
        for match in matches {
            let start = bytes.index(index, offsetBy: match.byteRange.lowerBound - offset)
            result += subject[index..<start]
            result += template.expanded(for: match)
            index = bytes.index(start, offsetBy: match.byteRange.count)
            offset = match.byteRange.upperBound
        }
        result += subject[index...]
        return (result, matches.count)
    }

    /// The parts of a text between matches, with the groups in between as Python's `split` does.
    public func split(
        _ subject: String,
        limit: Int = .max
    ) throws(RegularExpressionError) -> [String] {
        let bytes = subject.utf8
        var parts: [String] = []
        var offset = 0
        for match in try allMatches(in: subject, limit: limit) {
            let start = bytes.index(bytes.startIndex, offsetBy: offset)
            let end = bytes.index(bytes.startIndex, offsetBy: match.byteRange.lowerBound)
            parts.append(String(subject[start..<end]))
            for group in match.byteRanges.indices.dropFirst() {
                parts.append(String(match.group(group) ?? ""))
            }
            offset = match.byteRange.upperBound
        }
        parts.append(String(subject[bytes.index(bytes.startIndex, offsetBy: offset)...]))
        return parts
    }
}
