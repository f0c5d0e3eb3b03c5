internal import Diagnostics
internal import RegularExpressions

/// Reads the test of an `acl` line or of braces in a condition: criterion, flags, patterns.
struct AccessTestParser {
    let environment: ConfigurationEnvironment
    let inResponse: Bool

    private static let matches: [String: TextMatch] = [
        "str": .exact, "beg": .prefix, "end": .suffix, "sub": .substring, "dir": .directory,
        "dom": .domain,
    ]

    /// A test from its words, the first of which is the criterion.
    func parse(_ words: [Word]) throws(Diagnostic) -> AccessTest {
        guard let criterion = words.first else {
            throw Diagnostic("an ACL needs a criterion")
        }
        var (sample, output, method) = try parseCriterion(criterion)
        var ignoresCase = false
        var patterns: [Word] = []
        var index = 1
        flags: while index < words.count {
            let word = words[index]
            index += 1
            switch word.text {
            case "-i": ignoresCase = true
            case "-n": break
            case "-m":
                guard index < words.count else {
                    throw Diagnostic("'-m' needs a match method", at: word.place)
                }
                method = words[index].text
                try checkMethod(words[index])
                index += 1
            case "-f":
                guard index < words.count else {
                    throw Diagnostic("'-f' needs a file", at: word.place)
                }
                patterns += try readPatterns(words[index])
                index += 1
            case "--": break flags
            default:
                if word.text.hasPrefix("-"), word.text.count == 2, Int(word.text) == nil {
                    throw Diagnostic.unknown(
                        "ACL flag",
                        word.text,
                        among: ["-i", "-m", "-f", "-n", "--"],
                        at: word.place
                    )
                }
                index -= 1
                break flags
            }
        }
        patterns += words[index...]
        if method == "len" {
            sample.converters.append(.length)
            method = nil
        }
        if sample.converters.contains(.length) { output = .number }
        let comparison = try comparison(
            criterion,
            Wanted(output: output, method: method, ignoresCase: ignoresCase, patterns: patterns)
        )
        return AccessTest(sample: sample, comparison: comparison)
    }

    /// What the words after a criterion ask for.
    private struct Wanted {
        let output: FetchKeyword.Output
        let method: String?
        let ignoresCase: Bool
        let patterns: [Word]
    }

    private func checkMethod(_ word: Word) throws(Diagnostic) {
        let known = [
            "str", "beg", "end", "sub", "dir", "dom", "reg", "found", "bool", "int", "ip", "len",
        ]
        if known.contains(word.text) { return }
        throw .unknown("match method", word.text, among: known, at: word.place)
    }

    /// The sample of a criterion, and the match method that its name ends with.
    private func parseCriterion(
        _ word: Word
    ) throws(Diagnostic) -> (SampleExpression, FetchKeyword.Output, String?) {
        let (call, rest) = try FunctionCall.first(in: word.text[...], word)
        if let keyword = FetchKeyword.byName[call.name] {
            let sample = try SampleParser.expression(word, inResponse: inResponse)
            return (sample, keyword.output, nil)
        }
        if let underscore = call.name.lastIndex(of: "_") {
            let base = String(call.name[..<underscore])
            let method = String(call.name[underscore...].dropFirst())
            if let keyword = FetchKeyword.byName[base], keyword.hasVariants,
                method == "reg" || method == "len" || Self.matches[method] != nil
            {
                let plain = FunctionCall(name: base, arguments: call.arguments)
                let fetch = try keyword.make(plain, word)
                var converters = try SampleParser.converters(rest, word)
                if method == "len" { converters.append(.length) }
                let sample = SampleExpression(fetch, converters: converters)
                return (sample, method == "len" ? .number : .text, method == "len" ? nil : method)
            }
        }
        let variants = FetchKeyword.all.filter(\.hasVariants).flatMap(\.names)
            .flatMap { name in ["\(name)_beg", "\(name)_end", "\(name)_reg", "\(name)_sub"] }
        let isKnown = UnsupportedKeywords.isCriterion(call.name)
        throw UnsupportedKeywords.diagnostic(
            for: Word(text: call.name, place: word.place),
            kind: "ACL criterion",
            among: Array(FetchKeyword.byName.keys) + variants,
            unsupported: isKnown ? [call.name: nil] : UnsupportedKeywords.fetches
        )
    }

    private func comparison(
        _ criterion: Word,
        _ wanted: Wanted
    ) throws(Diagnostic) -> AccessTest.Comparison {
        if wanted.method == "found" { return .found }
        if wanted.method == "bool" || wanted.output == .truth && wanted.method == nil {
            return .isTrue
        }
        if wanted.patterns.isEmpty {
            if wanted.method == nil, wanted.output == .number { return .isTrue }
            throw Diagnostic(
                "'\(criterion.text)' is compared with nothing",
                at: criterion.place,
                expected: "one or more patterns after it, or '-m found'"
            )
        }
        switch wanted.method {
        case "reg": return try regularExpressions(wanted)
        case "int": return .number(try numbers(wanted.patterns))
        case "ip": return .network(try networks(wanted.patterns))
        case .some(let method):
            let match = Self.matches[method] ?? .exact
            return .text(match, wanted.patterns.map(\.text), ignoringCase: wanted.ignoresCase)
        case nil:
            switch wanted.output {
            case .number: return .number(try numbers(wanted.patterns))
            case .address: return .network(try networks(wanted.patterns))
            case .text, .truth:
                return .text(.exact, wanted.patterns.map(\.text), ignoringCase: wanted.ignoresCase)
            }
        }
    }

    private func regularExpressions(_ wanted: Wanted) throws(Diagnostic) -> AccessTest.Comparison {
        for word in wanted.patterns { try checkRegularExpression(word) }
        return .pattern(wanted.patterns.map(\.text), ignoringCase: wanted.ignoresCase)
    }

    private func networks(_ words: [Word]) throws(Diagnostic) -> [NetworkRange] {
        var ranges: [NetworkRange] = []
        for word in words {
            guard let range = NetworkRange(word.text) else {
                throw Diagnostic(
                    "'\(word.text)' is not a valid IPv4 or IPv6 address",
                    at: word.place,
                    expected: "an address, or a network as 10.0.0.0/8"
                )
            }
            ranges.append(range)
        }
        return ranges
    }

    /// Numbers, ranges as `400:499`, and comparisons as `gt 5`, which count for what follows.
    private func numbers(_ words: [Word]) throws(Diagnostic) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        var relation = "eq"
        for word in words {
            if ["eq", "ge", "gt", "le", "lt"].contains(word.text) {
                relation = word.text
                continue
            }
            let ends = word.text.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = ends.map { Int($0) }
            switch (relation, numbers.count) {
            case ("eq", 2):
                let low = ends[0].isEmpty ? Int.min : numbers[0]
                let high = ends[1].isEmpty ? Int.max : numbers[1]
                guard let low, let high, low <= high else { throw notANumber(word) }
                ranges.append(low...high)
            case (_, 1):
                guard let number = numbers[0] else { throw notANumber(word) }
                ranges.append(range(relation, number))
            default: throw notANumber(word)
            }
        }
        if ranges.isEmpty, let last = words.last {
            throw Diagnostic("a number is missing after '\(last.text)'", at: last.place)
        }
        return ranges
    }

    private func range(_ relation: String, _ number: Int) -> ClosedRange<Int> {
        switch relation {
        case "ge": return number...Int.max
        case "gt": return min(number, Int.max - 1) + 1...Int.max
        case "le": return Int.min...number
        case "lt": return Int.min...max(number, Int.min + 1) - 1
        default: return number...number
        }
    }

    private func notANumber(_ word: Word) -> Diagnostic {
        Diagnostic(
            "'\(word.text)' is not a number",
            at: word.place,
            expected: "a number, a range as 400:499, or a comparison as 'gt 5'"
        )
    }

    private func readPatterns(_ word: Word) throws(Diagnostic) -> [Word] {
        guard case .bytes(let bytes) = environment.readFile(word.text) else {
            throw Diagnostic("cannot read the pattern file '\(word.text)'", at: word.place)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic(
                "the pattern file '\(word.text)' holds bytes that are no UTF-8",
                at: word.place
            )
        }
        return text.utf8.split { $0 == 0x0A || $0 == 0x0D }
            .map { Substring($0).trimming(" ") }
            .filter { !$0.isEmpty && $0.utf8.first != UInt8(ascii: "#") }
            .map { Word(text: String($0), place: word.place) }
    }
}

/// Refuses a regular expression that does not compile.
func checkRegularExpression(_ word: Word) throws(Diagnostic) {
    do throws(RegularExpressionError) {
        _ = try RegularExpression(word.text, options: .bytes)
    } catch {
        throw Diagnostic(
            "the regular expression '\(word.text)' does not compile: \(error.message)",
            at: word.place
        )
    }
}
