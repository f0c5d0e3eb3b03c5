internal import Diagnostics

/// Reads what stands after `if` or `unless`.
struct ConditionParser {
    /// The named ACLs of the proxy.
    let accessLists: [String: [AccessTest]]
    let environment: ConfigurationEnvironment
    let inResponse: Bool

    /// The condition at the end of a line; nil when there is none.
    func parse(_ arguments: inout Arguments) throws(Diagnostic) -> Condition? {
        guard let word = arguments.upcoming else { return nil }
        guard word.text == "if" || word.text == "unless" else { return nil }
        _ = arguments.take()
        return try parse(arguments.takeRest(), after: word)
    }

    /// A condition from its words.
    func parse(_ words: [Word], after keyword: Word) throws(Diagnostic) -> Condition {
        var groups: [[Condition.Term]] = [[]]
        var isNegated = false
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word.text == "or" || word.text == "||" {
                groups.append([])
                continue
            }
            if word.text == "!" {
                isNegated.toggle()
                continue
            }
            var name = word.text
            while name.hasPrefix("!") {
                name.removeFirst()
                isNegated.toggle()
            }
            let tests: [AccessTest]
            if name == "{" {
                tests = [try parseBraces(words, &index, opening: word)]
            } else {
                tests = try namedTests(Word(text: name, place: word.place))
            }
            groups[groups.count - 1].append(Condition.Term(isNegated: isNegated, tests: tests))
            isNegated = false
        }
        if groups.contains(where: \.isEmpty) || isNegated {
            throw Diagnostic(
                "a condition is missing after '\(words.last?.text ?? keyword.text)'",
                at: words.last?.place ?? keyword.place,
                expected: "names of ACLs or '{ criterion patterns }'"
            )
        }
        return Condition(groups: groups, isNegated: keyword.text == "unless")
    }

    private func parseBraces(
        _ words: [Word],
        _ index: inout Int,
        opening: Word
    ) throws(Diagnostic) -> AccessTest {
        var inner: [Word] = []
        while index < words.count, words[index].text != "}" {
            inner.append(words[index])
            index += 1
        }
        guard index < words.count else {
            throw Diagnostic("'{' is never closed", at: opening.place, expected: "a '}' as a word")
        }
        index += 1
        if inner.isEmpty {
            throw Diagnostic("there is nothing between the braces", at: opening.place)
        }
        return try AccessTestParser(environment: environment, inResponse: inResponse).parse(inner)
    }

    private func namedTests(_ word: Word) throws(Diagnostic) -> [AccessTest] {
        if let tests = accessLists[word.text] ?? PredefinedAccessLists.byName[word.text] {
            return tests
        }
        let known = Array(accessLists.keys) + Array(PredefinedAccessLists.byName.keys)
        throw .unknown("ACL", word.text, among: known, at: word.place)
    }
}

/// The ACLs that need no declaration.
enum PredefinedAccessLists {
    /// The tests by name.
    static let byName: [String: [AccessTest]] = [
        "TRUE": [AccessTest(sample: .init(.truth(true)), comparison: .isTrue)],
        "FALSE": [AccessTest(sample: .init(.truth(false)), comparison: .isTrue)],
        "LOCALHOST": [
            AccessTest(
                sample: .init(.sourceAddress),
                comparison: .network(
                    [
                        NetworkRange(address: .v4(0x7F00_0000), prefixLength: 8),
                        NetworkRange(address: .v6(high: 0, low: 1), prefixLength: 128),
                    ]
                )
            )
        ],
        "HTTP_1.0": [version("1.0")],
        "HTTP_1.1": [version("1.1")],
        "METH_CONNECT": [method(["CONNECT"])],
        "METH_DELETE": [method(["DELETE"])],
        "METH_GET": [method(["GET", "HEAD"])],
        "METH_HEAD": [method(["HEAD"])],
        "METH_OPTIONS": [method(["OPTIONS"])],
        "METH_POST": [method(["POST"])],
        "METH_PUT": [method(["PUT"])],
        "METH_TRACE": [method(["TRACE"])],
    ]

    private static func method(_ words: [String]) -> AccessTest {
        AccessTest(
            sample: .init(.method),
            comparison: .text(.exact, words, ignoringCase: false)
        )
    }

    private static func version(_ word: String) -> AccessTest {
        AccessTest(
            sample: .init(.requestVersion),
            comparison: .text(.exact, [word], ignoringCase: false)
        )
    }
}
