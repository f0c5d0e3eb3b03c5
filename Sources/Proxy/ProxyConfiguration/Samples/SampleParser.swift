internal import Diagnostics

/// Reads expressions (`req.hdr(host),lower`) and templates with expressions in them.
enum SampleParser {
    /// A word that is one expression.
    static func expression(
        _ word: Word,
        inResponse: Bool
    ) throws(Diagnostic) -> SampleExpression {
        let (call, rest) = try FunctionCall.first(in: word.text[...], word)
        guard let keyword = FetchKeyword.byName[call.name] else {
            throw UnsupportedKeywords.diagnostic(
                for: Word(text: call.name, place: word.place),
                kind: "sample fetch",
                among: Array(FetchKeyword.byName.keys),
                unsupported: UnsupportedKeywords.fetches
            )
        }
        let fetch = try keyword.make(call, word)
        if fetch.needsResponse, !inResponse {
            throw Diagnostic(
                "'\(call.name)' is not known before a server has answered",
                at: word.place,
                hint: "use it in http-response rules"
            )
        }
        return SampleExpression(fetch, converters: try converters(rest, word))
    }

    /// What follows an expression: converters, each after a comma.
    static func converters(
        _ text: Substring,
        _ word: Word
    ) throws(Diagnostic) -> [SampleConverter] {
        var converters: [SampleConverter] = []
        var rest = text
        while !rest.isEmpty {
            guard rest.hasPrefix(",") else {
                throw Diagnostic(
                    "'\(rest)' does not belong to the expression '\(word.text)'",
                    at: word.place,
                    expected: "a comma and a converter"
                )
            }
            let (call, next) = try FunctionCall.first(in: rest.dropFirst(), word)
            guard let keyword = ConverterKeyword.byName[call.name] else {
                throw UnsupportedKeywords.diagnostic(
                    for: Word(text: call.name, place: word.place),
                    kind: "converter",
                    among: Array(ConverterKeyword.byName.keys),
                    unsupported: UnsupportedKeywords.converters
                )
            }
            converters.append(try keyword.make(call, word))
            rest = next
        }
        return converters
    }

    /// A text with `%[expression]` in it; `%%` is a percent sign.
    static func template(_ word: Word, inResponse: Bool) throws(Diagnostic) -> SampleTemplate {
        var parts: [SampleTemplate.Part] = []
        var literal = ""
        var rest = word.text[...]
        while let character = rest.first {
            guard character == "%" else {
                literal.append(character)
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst()
            if rest.hasPrefix("%") {
                literal.append("%")
                rest = rest.dropFirst()
            } else if rest.hasPrefix("[") {
                guard let close = rest.firstIndex(of: "]") else {
                    throw Diagnostic(
                        "the expression after '%[' is never closed",
                        at: word.place,
                        expected: "']'"
                    )
                }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                let inner = Word(text: String(rest[..<close].dropFirst()), place: word.place)
                parts.append(.expression(try expression(inner, inResponse: inResponse)))
                rest = rest[close...].dropFirst()
            } else {
                throw unsupportedVariable(rest, word)
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return SampleTemplate(parts: parts)
    }

    private static func unsupportedVariable(_ rest: Substring, _ word: Word) -> Diagnostic {
        let name = "%" + rest.prefix { $0.isLetter }
        let known = [
            "%ci": "%[src]", "%cp": "%[src_port]", "%fi": "%[dst]", "%fp": "%[dst_port]",
            "%f": "%[fe_name]", "%b": "%[be_name]", "%s": "%[srv_name]", "%H": "%[hostname]",
            "%HM": "%[method]", "%HP": "%[path]", "%HQ": "%[query]", "%HU": "%[url]",
        ]
        return Diagnostic(
            "the log variable '\(name)' is not supported by switchyard-proxy",
            at: word.place,
            expected: "%[expression], or %% for a percent sign",
            hint: known[name].map { "write \($0)" }
        )
    }
}

/// A name with arguments in parentheses, as `req.hdr(host,-1)`.
struct FunctionCall {
    let name: String
    let arguments: [String]

    /// The call at the beginning of a text, and what follows it.
    static func first(
        in text: Substring,
        _ word: Word
    ) throws(Diagnostic) -> (FunctionCall, Substring) {
        let name = text.prefix { $0 != "(" && $0 != "," }
        let rest = text[name.endIndex...]
        guard rest.hasPrefix("(") else {
            return (FunctionCall(name: String(name), arguments: []), rest)
        }
        guard let close = rest.firstIndex(of: ")") else {
            throw Diagnostic(
                "the arguments of '\(name)' are never closed",
                at: word.place,
                expected: "')'"
            )
        }
        let inner = rest[..<close].dropFirst()
        let arguments = inner.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0.trimming(" ")) }
        let call = FunctionCall(
            name: String(name),
            arguments: inner.isEmpty ? [] : arguments
        )
        return (call, rest[close...].dropFirst())
    }

    /// Refuses a wrong number of arguments.
    func expectArguments(_ range: ClosedRange<Int>, _ word: Word) throws(Diagnostic) {
        if range.contains(arguments.count) { return }
        let expected =
            range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        throw Diagnostic(
            "'\(name)' takes \(expected) arguments, not \(arguments.count)",
            at: word.place
        )
    }

    /// The argument that is a number; nil when it is not there.
    func number(_ index: Int, _ word: Word) throws(Diagnostic) -> Int? {
        guard index < arguments.count else { return nil }
        guard let number = Int(arguments[index]) else {
            throw Diagnostic("'\(arguments[index])' is not a number", at: word.place)
        }
        return number
    }
}

extension StringProtocol {
    func trimming(_ character: Character) -> SubSequence {
        var text = self[...]
        while text.first == character { text = text.dropFirst() }
        while text.last == character { text = text.dropLast() }
        return text
    }
}
