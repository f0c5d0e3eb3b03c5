import Diagnostics
import DocumentValues

extension DrillReader {
    /// The value of a keyword that has to be there.
    mutating func required(_ key: String, in node: Node) -> Node? {
        if let value = node[key], !value.isNull { return value }
        problems.append(Diagnostic("'\(key)' is missing", at: node.place))
        return nil
    }

    /// A whole number in a range.
    mutating func number(
        _ node: Node?,
        default fallback: Int,
        in range: ClosedRange<Int>
    ) -> Int {
        guard let node else { return fallback }
        if case .integer(let value) = node.content, range.contains(value) { return value }
        let upper = range.upperBound == .max ? "" : " to \(range.upperBound)"
        problems.append(
            Diagnostic(
                "this is \(node.kindDescription), not a number that fits",
                at: node.place,
                expected: "a whole number from \(range.lowerBound)\(upper)"
            )
        )
        return fallback
    }

    /// A duration: seconds, or a number with a unit.
    mutating func duration(_ node: Node?, atLeast least: Duration = .zero) -> Duration? {
        guard let node else { return nil }
        guard let duration = Self.duration(of: node) else {
            problems.append(
                Diagnostic(
                    "this is no duration",
                    at: node.place,
                    expected: "a number with ms, s or m, as '250ms', '1.5s' or '2m'"
                )
            )
            return nil
        }
        if duration >= least { return duration }
        problems.append(
            Diagnostic(
                "\(duration.drillText) is too short",
                at: node.place,
                expected: "at least \(least.drillText)"
            )
        )
        return nil
    }

    /// The longest duration that is taken: a day.
    private static let longestSeconds = 86_400

    private static func duration(of node: Node) -> Duration? {
        if case .integer(let seconds) = node.content {
            return (0...longestSeconds).contains(seconds) ? .seconds(seconds) : nil
        }
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
        guard let text = node.string,
            let (suffix, factor) = units.first(where: { text.hasSuffix($0.0) }),
            let count = Double(text.dropLast(suffix.count)),
            (0...Double(longestSeconds)).contains(count * factor)
        else { return nil }
        return .milliseconds(Int64(count * factor * 1000))
    }

    /// A text without templates.
    mutating func text(_ node: Node) -> String? {
        if let text = node.string { return text }
        refuse("this is \(node.kindDescription), not a text", node)
        return nil
    }

    /// One of a few words; nil when it is left out or none of them.
    mutating func word(_ node: Node?, among words: [String]) -> String? {
        guard let node else { return nil }
        if let word = node.string, words.contains(word) { return word }
        problems.append(
            Diagnostic(
                "this is \(node.string.map { "'\($0)'" } ?? node.kindDescription)",
                at: node.place,
                expected: words.joined(separator: ", ")
            )
        )
        return nil
    }

    /// Whether something is so; nil when it is left out.
    mutating func flag(_ node: Node?) -> Bool? {
        guard let node else { return nil }
        if case .bool(let value) = node.content { return value }
        refuse("this is \(node.kindDescription), not true or false", node)
        return nil
    }

    mutating func refuseUnknownKeys(of node: Node, kind: String, known: [String]) {
        guard let pairs = node.map else {
            refuse("a mapping is expected here, not \(node.kindDescription)", node)
            return
        }
        for pair in pairs where !known.contains(pair.key.string ?? "") {
            problems.append(
                .unknown(kind, pair.key.string ?? "", among: known, at: pair.key.place)
            )
        }
    }

    mutating func refuse(_ message: String, _ node: Node) {
        problems.append(Diagnostic(message, at: node.place))
    }
}
