public import Diagnostics

/// A word of a configuration and where it stands.
public struct PlacedWord: Sendable {
    /// The word, quotes and escapes taken off.
    public let text: String
    /// Where it begins.
    public let place: SourcePlace?

    /// A word.
    public init(_ text: String, at place: SourcePlace?) {
        self.text = text
        self.place = place
    }
}

/// Reads the test of an `acl` line or of braces in a condition: criterion, flags, patterns.
public struct AccessReader {
    private let samples: SampleReader

    /// A reader for tests, wherever they are made.
    public init(_ tools: SampleTools) {
        samples = SampleReader(tools, at: [])
    }

    /// What the words of a test said so far.
    private struct Draft {
        let criterion: PlacedWord
        let expression: SampleExpression
        /// The method that the criterion's name ends with.
        let suffix: MatchMethod?
        var method: MatchMethod?
        var isForced = false
        var ignoresCase = false
        var isMap = false
        var id: Int?
        var files: [PlacedWord] = []
        var patterns: [PlacedWord] = []
        var saysEnd = false

        var used: MatchMethod? {
            method ?? suffix ?? MatchMethod.standard(for: expression.output)
        }
    }

    /// A test from its words, the first of which is the criterion.
    public func test(_ words: [PlacedWord]) throws(Diagnostic) -> AccessTest {
        guard let criterion = words.first else { throw Diagnostic("an ACL needs a criterion") }
        let (expression, suffix) = try self.criterion(criterion)
        var draft = Draft(criterion: criterion, expression: expression, suffix: suffix)
        var index = 1
        while index < words.count, words[index].text.hasPrefix("-"), !draft.saysEnd {
            if draft.used?.isNumeric == true, Int(words[index].text) != nil { break }
            try flag(words, &index, &draft)
        }
        draft.patterns = Array(words[index...])
        return try finish(draft, words)
    }

    private func flag(
        _ words: [PlacedWord],
        _ index: inout Int,
        _ draft: inout Draft
    ) throws(Diagnostic) {
        let flag = words[index]
        index += 1
        func argument(_ what: String) throws(Diagnostic) -> PlacedWord {
            guard index < words.count else {
                throw Diagnostic("'\(flag.text)' needs \(what)", at: flag.place)
            }
            index += 1
            return words[index - 1]
        }
        switch flag.text {
        case "-i": draft.ignoresCase = true
        case "-n": break
        case "-M": draft.isMap = true
        case "--": draft.saysEnd = true
        case "-u":
            let word = try argument("a number")
            guard let id = Int(word.text), id >= 0 else {
                throw Diagnostic("the argument of -u must be an integer", at: word.place)
            }
            guard samples.tools.patterns.isFree(id) else {
                throw Diagnostic("the id is already used", at: word.place)
            }
            draft.id = id
        case "-m": draft.method = try method(try argument("a match method"), draft)
        case "-f":
            let file = try argument("a file")
            if draft.used == nil { throw needsMethod(draft) }
            draft.files.append(file)
        default:
            throw Diagnostic(
                "'\(flag.text)' is not a valid ACL option",
                at: flag.place,
                expected: "-i, -m, -M, -n, -u, -f or --",
                hint: "write '--' before a pattern that begins with '-'"
            )
        }
    }

    private func method(_ word: PlacedWord, _ draft: Draft) throws(Diagnostic) -> MatchMethod {
        if !draft.files.isEmpty {
            throw Diagnostic(
                "'-m' must only be specified before patterns and files in parsing ACL expression",
                at: word.place
            )
        }
        if draft.method != nil {
            throw Diagnostic(
                "only one explicit matching method can be defined with '-m' parameter",
                at: word.place
            )
        }
        guard let method = MatchMethod(rawValue: word.text), method != .regm else {
            let known = MatchMethod.allCases.filter { $0 != .regm }.map(\.rawValue)
            throw .unknown("match method", word.text, among: known, at: word.place)
        }
        if method != .found, !draft.expression.output.casts(to: method.input) {
            throw Diagnostic(
                "matching method '\(method.rawValue)' cannot be used with fetch keyword "
                    + "'\(draft.expression.fetchName)'",
                at: word.place
            )
        }
        return method
    }

    private func needsMethod(_ draft: Draft) -> Diagnostic {
        Diagnostic(
            "matching method must be specified first (using '-m') when using a sample fetch of this "
                + "type ('\(draft.expression.fetchName)')",
            at: draft.criterion.place
        )
    }

    private func finish(
        _ draft: Draft,
        _ words: [PlacedWord]
    ) throws(Diagnostic) -> AccessTest {
        guard let method = draft.used else { throw needsMethod(draft) }
        if draft.patterns.isEmpty, draft.files.isEmpty, !draft.saysEnd, method != .bool,
            method != .found
        {
            samples.tools.warn(
                Diagnostic(
                    "'\(draft.criterion.text)' is compared with nothing, so this ACL never matches",
                    at: draft.criterion.place,
                    expected: "one or more patterns, or '--'",
                    hint:
                        "use '-m found' to ask whether it exists, '-m bool' whether a number is not zero",
                    severity: .warning
                )
            )
        }
        var cells: [PatternCell] = []
        for file in draft.files {
            let list = try samples.tools.list(
                ofFile: file.text,
                isMap: draft.isMap,
                at: file.place
            )
            cells.append(try cell(of: list, method, draft, file))
        }
        let entries = try entries(draft, method)
        if !draft.files.isEmpty, entries.isEmpty {
            return AccessTest(text: identity(words), draft.expression, method, cells)
        }
        let place = draft.criterion.place
        let list = samples.tools.patterns.add(
            id: draft.id,
            file: nil,
            title: "acl '\(draft.expression.fetchName)' file '\(place?.source.name ?? "")' line "
                + "\(place?.line ?? 0)",
            isMap: false,
            entries
        )
        cells.append(try cell(of: list, method, draft, draft.patterns.first ?? draft.criterion))
        return AccessTest(text: identity(words), draft.expression, method, cells)
    }

    private func identity(_ words: [PlacedWord]) -> String {
        words.map(\.text).joined(separator: "\u{0}")
    }

    private func cell(
        of list: PatternList,
        _ method: MatchMethod,
        _ draft: Draft,
        _ word: PlacedWord
    ) throws(Diagnostic) -> PatternCell {
        do throws(PatternFault) {
            return try list.user(method, ignoresCase: draft.ignoresCase, giving: .str)
        } catch {
            let place = draft.patterns.first { $0.text == error.text }?.place ?? word.place
            throw Diagnostic(error.message, at: place)
        }
    }

    private func entries(
        _ draft: Draft,
        _ method: MatchMethod
    ) throws(Diagnostic) -> [PatternEntry] {
        guard method.isNumeric else { return draft.patterns.map { PatternEntry(key: $0.text) } }
        var entries: [PatternEntry] = []
        var relation = "eq"
        for word in draft.patterns {
            if ["eq", "ge", "gt", "le", "lt"].contains(word.text) {
                relation = word.text
                continue
            }
            let text =
                word.text.contains(":") ? word.text : try Self.range(relation, word)
            entries.append(PatternEntry(key: text))
        }
        if entries.isEmpty, let last = draft.patterns.last {
            throw Diagnostic("a number is missing after '\(last.text)'", at: last.place)
        }
        return entries
    }

    /// A comparison as a range: `gt 5` is `6:`.
    private static func range(
        _ relation: String,
        _ word: PlacedWord
    ) throws(Diagnostic) -> String {
        guard let number = Int64(word.text) else {
            throw Diagnostic(
                "'\(word.text)' is neither a number nor a supported operator",
                at: word.place,
                expected: "a number, a range as 400:499, or a comparison as 'gt 5'"
            )
        }
        switch relation {
        case "ge": return "\(number):"
        case "gt": return "\(number &+ 1):"
        case "le": return ":\(number)"
        case "lt": return ":\(number &- 1)"
        default: return "\(number)"
        }
    }

    /// The sample of a criterion, and the match method that its name ends with.
    private func criterion(
        _ word: PlacedWord
    ) throws(Diagnostic) -> (SampleExpression, MatchMethod?) {
        var scanner = CallScanner(word.text, at: word.place)
        let name = scanner.name()
        let found = AccessKeyword.find(name)
        guard let found else {
            let known = Array(FetchKeyword.byName.keys) + AccessKeyword.variants
            throw samples.tools.unknown(.criterion, name, known, word.place)
        }
        let expression = try samples.expression(&scanner, found.fetch, from: 0)
        try scanner.end(after: word.text)
        return (expression, expression.converts ? nil : found.method)
    }
}

extension MatchMethod {
    fileprivate var isNumeric: Bool { self == .int || self == .len }
}
