internal import Diagnostics

/// Which hosts are meant: names, groups, globs, regular expressions, with `&` and `!`.
public struct HostPattern: Sendable, Hashable {
    /// The single patterns, in the order of writing.
    public let terms: [Term]

    /// One of the patterns between commas or colons.
    public struct Term: Sendable, Hashable {
        /// What a term does with the hosts found so far.
        public enum Effect: Sendable, Hashable {
            /// Adds.
            case union
            /// `&`: keeps only those that match too.
            case intersection
            /// `!`: takes away.
            case exclusion
        }

        /// What it does.
        public let effect: Effect
        /// The name, glob, or, after `~`, regular expression.
        public let expression: String
        /// `[0]`, `[-1]`, `[1:3]`, `[2:]` after it.
        public let subscripting: Subscript?
        /// The term as written.
        public let text: String
    }

    /// Which of the matching hosts are taken.
    public enum Subscript: Sendable, Hashable {
        /// One; counted from the end if negative.
        case index(Int)
        /// From one to another, both included; nil means the last.
        case range(Int, Int?)
    }

    /// Reads a pattern: terms between commas, or else between colons.
    public init(_ text: String) {
        self.init([text])
    }

    /// Reads a list of patterns.
    public init(_ texts: [String]) {
        terms = texts.flatMap(HostPattern.split).map(Term.init)
    }

    /// Takes a text apart at commas; without any, at colons outside of brackets, unless the text
    /// is an address.
    private static func split(_ text: String) -> [String] {
        if text.contains(",") {
            return text.split(separator: ",").map { String($0.trimmingBlanks()) }.filter {
                !$0.isEmpty
            }
        }
        if looksLikeOneAddress(text) {
            return [String(text.trimmingBlanks())].filter { !$0.isEmpty }
        }
        var parts: [String] = []
        var current = ""
        var isBracketed = false
        for character in text {
            switch character {
            case "[": isBracketed = true
            case "]": isBracketed = false
            default: break
            }
            if character == ":" && !isBracketed {
                parts.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        parts.append(current)
        return parts.map { String($0.trimmingBlanks()) }.filter { !$0.isEmpty }
    }

    /// An IPv6 address, or a name with a port.
    private static func looksLikeOneAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, let first = parts.first, let port = parts.last {
            let isName =
                !first.isEmpty
                && first.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
            return isName && !port.isEmpty && port.allSatisfy(\.isNumber)
        }
        return parts.count > 2 && text.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
            && (text.contains("::") || parts.count == 8)
    }
}

extension HostPattern.Term {
    init(_ text: String) {
        self.text = text
        var rest = text[...]
        switch rest.first {
        case "&"?:
            effect = .intersection
            rest = rest.dropFirst()
        case "!"?:
            effect = .exclusion
            rest = rest.dropFirst()
        default:
            effect = .union
        }
        let parsed = HostPattern.Term.splitSubscript(rest)
        expression = String(parsed.expression)
        subscripting = parsed.subscripting
    }

    /// Whether the expression may match several names.
    var isGlob: Bool { expression.contains { "*?[".contains($0) } }

    /// Whether the expression is a regular expression.
    var isRegularExpression: Bool { expression.hasPrefix("~") }

    private static func splitSubscript(
        _ text: Substring
    ) -> (expression: Substring, subscripting: HostPattern.Subscript?) {
        guard !text.hasPrefix("~"), text.hasSuffix("]"), let open = text.lastIndex(of: "["),
            open != text.startIndex
        else { return (text, nil) }
        let inner = text[text.index(after: open)..<text.index(before: text.endIndex)]
        if let index = Int(inner) { return (text[..<open], .index(index)) }
        let bounds = inner.split(
            maxSplits: 1,
            omittingEmptySubsequences: false,
            whereSeparator: { $0 == ":" || $0 == "-" }
        )
        guard bounds.count == 2, let first = bounds.first, let last = bounds.last,
            let start = Int(first), last.isEmpty || Int(last) != nil
        else { return (text, nil) }
        return (text[..<open], .range(start, Int(last)))
    }
}
