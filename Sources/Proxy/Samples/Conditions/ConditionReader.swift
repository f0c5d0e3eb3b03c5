public import Diagnostics

/// The ACLs of a proxy by name; several lines of one name are alternatives.
public typealias AccessLists = [String: [AccessTest]]

/// Reads what stands after `if` or `unless`.
public struct ConditionReader {
    private let lists: AccessLists
    private let tools: SampleTools
    private let points: [SamplePoint]

    /// A reader for conditions that are tested at one of some points.
    public init(_ lists: AccessLists, _ tools: SampleTools, at points: [SamplePoint]) {
        self.lists = lists
        self.tools = tools
        self.points = points
    }

    /// A condition from its words, which stand after `if` or `unless`.
    public func condition(
        _ words: [PlacedWord],
        after keyword: PlacedWord
    ) throws(Diagnostic) -> Condition {
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
                tests = [try braces(words, &index, opening: word)]
            } else {
                tests = try namedTests(PlacedWord(name, at: word.place))
            }
            let term = Condition.Term(
                isNegated: isNegated,
                tests: tests,
                name: name == "{" ? nil : name
            )
            warnOfUseless(term, at: word.place)
            groups[groups.count - 1].append(term)
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

    /// Warns of a test of something that cannot be had where it is made.
    private func warnOfUseless(_ term: Condition.Term, at place: SourcePlace?) {
        let isPossible = term.tests.contains { $0.expression.sources.isAvailable(at: points) }
        guard !isPossible, !term.tests.isEmpty, let point = points.first else { return }
        let fetch = term.tests.first?.expression.fetchName ?? ""
        let message =
            term.name.map {
                "acl '\($0)' will never match because it only involves keywords that are "
                    + "incompatible with '\(point.described)'"
            }
            ?? "anonymous acl will never match because it uses keyword '\(fetch)' which is "
            + "incompatible with '\(point.described)'"
        tools.warn(Diagnostic(message, at: place, severity: .warning))
    }

    private func braces(
        _ words: [PlacedWord],
        _ index: inout Int,
        opening: PlacedWord
    ) throws(Diagnostic) -> AccessTest {
        var inner: [PlacedWord] = []
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
        return try AccessReader(tools).test(inner)
    }

    private func namedTests(_ word: PlacedWord) throws(Diagnostic) -> [AccessTest] {
        if let tests = lists[word.text] { return tests }
        if let words = PredefinedAccessLists.words[word.text] {
            return [
                try AccessReader(tools).test(
                    words.map { PlacedWord($0, at: word.place) }
                )
            ]
        }
        let known = Array(lists.keys) + Array(PredefinedAccessLists.words.keys)
        throw .unknown("ACL", word.text, among: known, at: word.place)
    }
}

/// The ACLs that need no declaration.
enum PredefinedAccessLists {
    /// The words of their tests by name.
    static let words: [String: [String]] = [
        "TRUE": ["always_true"],
        "FALSE": ["always_false"],
        "LOCALHOST": ["src", "127.0.0.1/8", "::1"],
        "HTTP": ["req.proto_http"],
        "HTTP_1.0": ["req.ver", "1.0"],
        "HTTP_1.1": ["req.ver", "1.1"],
        "HTTP_2.0": ["req.ver", "2.0"],
        "HTTP_CONTENT": ["req.hdr_val(content-length)", "gt", "0"],
        "HTTP_URL_ABS": ["url_reg", "^[^/:]*://"],
        "HTTP_URL_SLASH": ["url_beg", "/"],
        "HTTP_URL_STAR": ["url", "*"],
        "METH_CONNECT": ["method", "CONNECT"],
        "METH_DELETE": ["method", "DELETE"],
        "METH_GET": ["method", "GET", "HEAD"],
        "METH_HEAD": ["method", "HEAD"],
        "METH_OPTIONS": ["method", "OPTIONS"],
        "METH_POST": ["method", "POST"],
        "METH_PUT": ["method", "PUT"],
        "METH_TRACE": ["method", "TRACE"],
        "REQ_CONTENT": ["req.len", "gt", "0"],
        "WAIT_END": ["wait_end"],
    ]
}
