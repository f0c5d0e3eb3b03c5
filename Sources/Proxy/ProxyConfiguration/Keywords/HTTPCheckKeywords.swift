internal import Diagnostics
internal import HealthChecking
internal import Samples

/// `option httpchk` and `http-check`.
enum HTTPCheckKeywords {
    static let all: [Keyword] = [
        .proxy(
            "option httpchk",
            "[[<method>] <uri> [<version>]]",
            in: .serverSide,
            canBeNegated: true
        ) { arguments, proxy, _ throws(Diagnostic) in
            proxy.usesHTTPCheck = !arguments.isNegated
            proxy.inheritsCheckRequest = false
            let words = arguments.takeRest()
            var check = HTTPCheck()
            check.expectations = proxy.httpCheck.expectations
            check.drainsOn404 = proxy.httpCheck.drainsOn404
            if words.count == 1 { check.uri = words[0].text }
            if words.count >= 2 {
                check.method = words[0].text
                check.uri = words[1].text
            }
            if words.count >= 3 { try readVersion(words[2...], into: &check) }
            proxy.httpCheck = check
        },
        .proxy(
            "http-check send",
            "[meth <method>] [uri <uri>] [ver <version>] [hdr <name> <value>]... [body <text>]",
            in: .serverSide
        ) { arguments, proxy, _ throws(Diagnostic) in
            proxy.httpCheckPlace = arguments.place
            if proxy.inheritsCheckRequest {
                // A request of its own: of the one in 'defaults' nothing is left.
                proxy.httpCheck.forgetRequest()
                proxy.inheritsCheckRequest = false
            }
            try arguments.readCheckRequest(into: &proxy.httpCheck)
        },
        .proxy(
            "http-check expect",
            "[!] status|rstatus|string|rstring <pattern>",
            in: .serverSide
        ) { arguments, proxy, _ throws(Diagnostic) in
            proxy.httpCheckPlace = arguments.place
            if proxy.inheritsExpectations {
                proxy.httpCheck.expectations = []
                proxy.inheritsExpectations = false
            }
            proxy.httpCheck.expectations.append(try arguments.readExpectation())
        },
        .proxy("http-check disable-on-404", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.httpCheckPlace = arguments.place
            proxy.httpCheck.drainsOn404 = true
        },
    ]

    /// A version, after which operators of old put headers: `HTTP/1.1\r\nHost:\ www`.
    private static func readVersion(
        _ words: ArraySlice<Word>,
        into check: inout HTTPCheck
    ) throws(Diagnostic) {
        let text = words.map(\.text).joined(separator: " ")
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimming("\r") }
        guard let version = lines.first, let word = words.first else { return }
        check.version = try checkVersion(Word(text: String(version), place: word.place))
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else {
                throw Diagnostic(
                    "'\(line)' is no header",
                    at: word.place,
                    expected: "<name>: <value>"
                )
            }
            let value = line[colon...].dropFirst().trimming(" ")
            check.headers.append(.init(name: String(line[..<colon]), value: String(value)))
        }
    }

    /// A version of the request line.
    static func checkVersion(_ word: Word) throws(Diagnostic) -> String {
        if word.text == "HTTP/1.0" || word.text == "HTTP/1.1" { return word.text }
        throw Diagnostic(
            "the version '\(word.text)' is not supported by switchyard-proxy",
            at: word.place,
            expected: "HTTP/1.0 or HTTP/1.1"
        )
    }
}

extension HTTPCheck {
    fileprivate mutating func forgetRequest() {
        var fresh = HTTPCheck()
        fresh.expectations = expectations
        fresh.drainsOn404 = drainsOn404
        self = fresh
    }
}

extension Arguments {
    fileprivate mutating func readCheckRequest(
        into check: inout HTTPCheck
    ) throws(Diagnostic) {
        check.headers = []
        while let word = take() {
            switch word.text {
            case "meth": check.method = try need("a method").text
            case "uri": check.uri = try need("a URI").withoutExpressions()
            case "ver": check.version = try HTTPCheckKeywords.checkVersion(need("a version"))
            case "body": check.body = try need("a text").withoutExpressions()
            case "hdr":
                let name = try need("a name").text
                check.headers.append(
                    .init(name: name, value: try need("a value").withoutExpressions())
                )
            default:
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "argument of 'http-check send'",
                    among: ["meth", "uri", "ver", "hdr", "body"],
                    unsupported: ["uri-lf": "use uri", "body-lf": "use body", "comment": nil]
                )
            }
        }
    }

    fileprivate mutating func readExpectation() throws(Diagnostic) -> CheckExpectation {
        var isNegated = take("!")
        var kind = try need("what to expect")
        if kind.text.hasPrefix("!"), kind.text.count > 1 {
            isNegated = true
            kind = Word(text: String(kind.text.dropFirst()), place: kind.place)
        }
        let pattern: Word
        switch kind.text {
        case "status", "rstatus", "string", "rstring": pattern = try need("a pattern")
        default:
            throw UnsupportedKeywords.diagnostic(
                for: kind,
                kind: "expectation",
                among: ["status", "rstatus", "string", "rstring"],
                unsupported: UnsupportedKeywords.expectations
            )
        }
        switch kind.text {
        case "status": return CheckExpectation(.status(try statuses(pattern)), isNegated: isNegated)
        case "string": return CheckExpectation(.body(pattern.text), isNegated: isNegated)
        case "rstatus":
            _ = try pattern.expression()
            return CheckExpectation(.statusPattern(pattern.text), isNegated: isNegated)
        default:
            _ = try pattern.expression()
            return CheckExpectation(.bodyPattern(pattern.text), isNegated: isNegated)
        }
    }

    private func statuses(_ word: Word) throws(Diagnostic) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for part in word.text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0],
                let last = ends[ends.count - 1],
                (0...999).contains(first), (first...999).contains(last)
            else {
                throw Diagnostic(
                    "'\(part)' is no status",
                    at: word.place,
                    expected: "a list as 200,204,300-399"
                )
            }
            ranges.append(first...last)
        }
        return ranges
    }
}

extension Word {
    /// The text, which holds no `%[...]`: a probe has no stream to take samples from.
    fileprivate func withoutExpressions() throws(Diagnostic) -> String {
        let tools = SampleTools(patterns: PatternCatalogue(), readFile: { _ in .unreadable("") })
        let reader = LogFormatReader(tools, at: [.checks], for: .plain)
        guard let text = try reader.format(self.text, at: place).literal else {
            throw Diagnostic(
                "expressions in checks are not supported by switchyard-proxy",
                at: place,
                hint: "write the value as it is"
            )
        }
        return text
    }
}
