/// Something wrong with what the operator wrote: where, what was found, what was expected, what
/// to do.
///
/// The message starts in lower case, has no full stop, quotes the operator's text in single
/// quotes, and never contains a secret or the name of an internal type.
public struct Diagnostic: Error, Sendable, Hashable {
    /// Whether the run stops for it.
    public enum Severity: String, Sendable {
        /// The run does not start.
        case error
        /// The run goes on; the operator is told.
        case warning
        /// The run goes on, and the task fails that comes to it.
        case note
    }

    /// Whether the run stops for it.
    public var severity: Severity

    /// Where it is; nil when it is about no text, as a refused option.
    public var place: SourcePlace?

    /// What is wrong.
    public var message: String

    /// What would have been right.
    public var expected: String?

    /// What to do about it.
    public var hint: String?

    /// The places that led here, innermost first: the lines that included the text.
    public var includedFrom: [SourcePlace]

    /// Says what is wrong at a place.
    public init(
        _ message: String,
        at place: SourcePlace? = nil,
        expected: String? = nil,
        hint: String? = nil,
        severity: Severity = .error,
        includedFrom: [SourcePlace] = []
    ) {
        self.severity = severity
        self.place = place
        self.message = message
        self.expected = expected
        self.hint = hint
        self.includedFrom = includedFrom
    }

    /// An unknown word: names it, and suggests the closest of the known ones.
    ///
    /// - Parameters:
    ///   - kind: what the word is, as `module` or `keyword`.
    ///   - word: the word that was found.
    ///   - known: the words that would have been right; listed when there are at most twelve.
    ///   - place: where the word stands.
    ///   - hint: what to do, if a close word is not enough.
    /// - Returns: the diagnostic.
    public static func unknown(
        _ kind: String,
        _ word: String,
        among known: some Sequence<String>,
        at place: SourcePlace?,
        hint: String? = nil
    ) -> Diagnostic {
        let known = known.sorted()
        var message = "unknown \(kind) '\(word)'"
        if let close = closestWord(to: word, among: known) {
            message += "; did you mean '\(close)'?"
        }
        let expected = known.count <= 12 ? "one of \(known.joined(separator: ", "))" : nil
        return Diagnostic(message, at: place, expected: known.isEmpty ? nil : expected, hint: hint)
    }

    /// The same, weighed otherwise.
    public func withSeverity(_ severity: Severity) -> Diagnostic {
        var diagnostic = self
        diagnostic.severity = severity
        return diagnostic
    }

    /// The diagnostic as the operator reads it: header, excerpt with a caret, expected, hint; no
    /// newline at the end.
    public func rendered() -> String {
        var lines: [String] = []
        let header = "\(severity.rawValue): \(message)"
        lines.append(place.map { "\($0): \(header)" } ?? header)
        if let place, let excerpt = place.source.line(place.line) {
            let number = String(place.line)
            let pad = String(repeating: " ", count: number.count)
            let before = excerpt.prefix(max(0, place.column - 1))
            let blank = String(before.map { $0 == "\t" ? "\t" : " " })
            lines.append(" \(number) | \(excerpt)")
            lines.append(" \(pad) | \(blank)^")
        }
        if let expected { lines.append("  expected: \(expected)") }
        if let hint { lines.append("  hint: \(hint)") }
        for place in includedFrom { lines.append("  included from \(place)") }
        return lines.joined(separator: "\n")
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The rendered form.
    public var description: String { rendered() }
}

/// Several diagnostics thrown together by a reader that collects them and goes on.
public struct DiagnosticList: Error, Sendable, Hashable {
    /// What was found, in the order of finding.
    public var diagnostics: [Diagnostic]

    /// Collects diagnostics.
    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}

extension DiagnosticList: CustomStringConvertible {
    /// The rendered forms, one after the other.
    public var description: String { diagnostics.map { $0.rendered() }.joined(separator: "\n") }
}
