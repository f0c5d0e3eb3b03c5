internal import Diagnostics
internal import HealthChecking
internal import LinuxSystem
internal import Samples

extension Arguments {
    /// Reads what stands behind `expect`.
    mutating func readExpectation(
        ofHTTP isHTTP: Bool,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> (CheckExpectation, comment: String?) {
        var expectation = CheckExpectation(.text([]))
        var hasSubject = false
        var comment: String?
        while let word = take() {
            var word = word
            let isNegation = word.text.hasPrefix("!")
            if isNegation {
                let rest = word.text.drop { $0 == "!" }
                if (word.text.count - rest.count) % 2 == 1 { expectation.isNegated.toggle() }
                word =
                    rest.isEmpty
                    ? try need("a pattern") : Word(text: String(rest), place: word.place)
            } else if try readModifier(word, &expectation, &comment, tools) {
                continue
            }
            if hasSubject {
                throw Diagnostic(
                    "one pattern is enough",
                    at: word.place,
                    hint: "write another 'expect' for another pattern"
                )
            }
            expectation.subject = try readSubject(word, ofHTTP: isHTTP, tools)
            hasSubject = true
        }
        guard hasSubject else {
            throw Diagnostic("'\(keyword)' needs a pattern", at: place, expected: usage)
        }
        return (expectation, comment)
    }

    private mutating func readModifier(
        _ word: Word,
        _ expectation: inout CheckExpectation,
        _ comment: inout String?,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> Bool {
        switch word.text {
        case "comment": comment = try need("a text").text
        case "min-recv":
            let count = try number("bytes, or -1", in: -1...Int(Int32.max))
            expectation.minimumByteCount = count < 0 ? nil : count
        case "ok-status":
            expectation.successStatus = try readStatus([
                .answered, .conditionallyAnswered, .encrypted, .connected,
            ])
        case "error-status":
            expectation.failureStatus = try readStatus([
                .invalidAnswer, .wrongAnswer, .conditionallyAnswered, .encryptionFailed,
                .connectionFailed,
            ])
        case "tout-status":
            expectation.timeoutStatus = try readStatus([
                .answerTimeout, .encryptionTimeout, .connectionTimeout,
            ])
        case "on-success": expectation.onSuccess = try need("a text").checkText(tools)
        case "on-error": expectation.onError = try need("a text").checkText(tools)
        case "status-code":
            let word = try need("an expression")
            let reader = SampleReader(tools.samples, at: [.checks])
            let expression = try reader.expression(word.text, at: word.place)
            expectation.statusCode = CheckText([.expression(expression)])
        default: return false
        }
        return true
    }

    private mutating func readStatus(_ known: [CheckStatus]) throws(Diagnostic) -> CheckStatus {
        let word = try need("a status")
        let named = known.map { ($0.rawValue, $0) }
        return try Word(text: word.text.uppercased(), place: word.place).choice(
            "status",
            Dictionary(uniqueKeysWithValues: named)
        )
    }

    private mutating func readSubject(
        _ word: Word,
        ofHTTP isHTTP: Bool,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> CheckExpectation.Subject {
        switch (word.text, isHTTP) {
        case ("string", false): return .text(Array(try need("a text").text.utf8))
        case ("string", true): return .body(Array(try need("a text").text.utf8))
        case ("string-lf", _):
            let format = try need("a text").checkFormat(tools)
            return isHTTP ? .bodyFormat(format) : .textFormat(format)
        case ("rstring", false): return .pattern(try readCheckPattern())
        case ("rstring", true): return .bodyPattern(try readCheckPattern())
        case ("binary-lf", false): return .binaryFormat(try need("digits").checkFormat(tools))
        case ("binary", false):
            return .binary(try need("digits").hexadecimalBytes())
        case ("rbinary", false): return .binaryPattern(try readCheckPattern())
        case ("status", true): return .status(try statuses(need("a list of codes")))
        case ("rstatus", true): return .statusPattern(try readCheckPattern())
        case ("hdr", true): return .header(try readHeader(isWholeLine: false, tools))
        case ("fhdr", true): return .header(try readHeader(isWholeLine: true, tools))
        default:
            throw .unknown(
                "expectation",
                word.text,
                among: isHTTP
                    ? ["status", "rstatus", "hdr", "fhdr", "string", "rstring", "string-lf"]
                    : ["string", "rstring", "string-lf", "binary", "rbinary", "binary-lf"],
                at: word.place
            )
        }
    }

    private mutating func readCheckPattern() throws(Diagnostic) -> String {
        let word = try need("a regular expression")
        _ = try word.expression()
        return word.text
    }

    /// `name [-m <method>] <name> [value [-m <method>] <value>]`.
    private mutating func readHeader(
        isWholeLine: Bool,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> HeaderExpectation {
        let isFormat = take("name-lf")
        guard isFormat || take("name") else {
            throw Diagnostic(
                "a header is expected by its name",
                at: upcoming?.place ?? place,
                expected: "name [-m <method>] <name> [value [-m <method>] <value>]"
            )
        }
        let name = try readMatch("a name", asFormat: isFormat, tools)
        var value: HeaderExpectation.Match?
        if take("value") {
            value = try readMatch("a value", asFormat: false, tools)
        } else if take("value-lf") {
            value = try readMatch("a value", asFormat: true, tools)
        }
        return HeaderExpectation(name: name, value: value, isWholeLine: isWholeLine)
    }

    private mutating func readMatch(
        _ what: String,
        asFormat isFormat: Bool,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> HeaderExpectation.Match {
        let method = take("-m") ? try need("a match method") : nil
        let word = try need(what)
        let match = try readMatch(word, by: method)
        guard isFormat else { return match }
        if case .pattern = match {
            throw Diagnostic(
                "a regular expression is no format",
                at: word.place,
                hint: "leave '-lf' out"
            )
        }
        return .format(try word.checkFormat(tools), as: match)
    }

    private func readMatch(
        _ word: Word,
        by method: Word?
    ) throws(Diagnostic) -> HeaderExpectation.Match {
        let bytes = Array(word.text.utf8)
        switch method?.text {
        case nil, "str": return .exact(bytes)
        case "beg": return .beginning(bytes)
        case "end": return .end(bytes)
        case "sub": return .part(bytes)
        case "reg":
            _ = try word.expression()
            return .pattern(word.text)
        case let other?:
            throw .unknown(
                "match method",
                other,
                among: ["str", "beg", "end", "sub", "reg"],
                at: method?.place
            )
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
    /// The bytes that pairs of digits stand for.
    func hexadecimalBytes() throws(Diagnostic) -> [UInt8] {
        let digits = Array(text.utf8)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = hexadecimalByte(digits[start...]) else {
                throw Diagnostic(
                    "'\(text)' is no binary text",
                    at: place,
                    expected: "two hexadecimal digits for each byte"
                )
            }
            bytes.append(byte)
        }
        return bytes
    }

    /// The address of a check's connection; a port of zero was not said.
    func checkAddress(_ tools: ReadingTools) throws(Diagnostic) -> SocketAddress {
        switch try ServerDraft.address(self, tools.environment) {
        case .ip(let address, .fixed(let port)): return address.at(port: port)
        case .ip(let address, .clients(offset: 0)): return address.at(port: 0)
        case .unix(let path): return .unix(path)
        case .abstract(let name): return .unix("@\(name)")
        case .ip, .host:
            throw Diagnostic(
                "'\(text)' is no address of a check",
                at: place,
                expected: "a numeric address with a port or without, or a path",
                hint: "names are not looked up for checks"
            )
        }
    }
}

extension IPAddress {
    fileprivate func at(port: Int) -> SocketAddress {
        switch self {
        case .v4(let word): .v4(word, port: UInt16(clamping: port))
        case .v6(let high, let low): .v6(high: high, low: low, port: UInt16(clamping: port))
        }
    }
}
