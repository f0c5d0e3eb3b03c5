internal import CLibYAML
internal import Diagnostics

/// What libyaml found wrong with the syntax, in an operator's words.
func syntaxDiagnostic(_ parser: yaml_parser_t, in source: SourceText) -> Diagnostic {
    let problem = parser.problem.map { String(cString: $0) } ?? "invalid YAML"
    let context = parser.context.map { String(cString: $0) }
    guard parser.error != YAML_READER_ERROR else {
        let start = SourcePlace(source, line: 1, column: 1)
        return Diagnostic("this text is no valid UTF-8: \(problem)", at: start)
    }
    let mark = YAMLEvent.Mark(parser.problem_mark)
    let place = SourcePlace(source, line: mark.line, column: mark.column)
    let contextLine = context == nil ? nil : Int(parser.context_mark.line) + 1
    let complaint = YAMLComplaint(problem: problem, place: place, contextLine: contextLine)
    return complaint.diagnostic
}

/// One complaint of libyaml, to be said in an operator's words.
private struct YAMLComplaint {
    let problem: String
    let place: SourcePlace
    let contextLine: Int?

    private var line: Substring { place.source.line(place.line) ?? "" }
    private var character: Character? { line.dropFirst(place.column - 1).first }

    var diagnostic: Diagnostic {
        if let tab = tabInIndentation { return tab }
        if let unquoted = unquotedTemplate { return unquoted }
        if let colon = colonInText { return colon }
        guard let known = Self.wordings[problem] else {
            return Diagnostic("invalid YAML: \(problem)", at: place, hint: contextHint)
        }
        return Diagnostic(
            known.message,
            at: place,
            expected: known.expected,
            hint: known.hint ?? contextHint
        )
    }

    private var contextHint: String? {
        guard let contextLine, contextLine != place.line else { return nil }
        return "it belongs to what starts on line \(contextLine)"
    }

    private var tabInIndentation: Diagnostic? {
        let blanks = line.prefix { $0 == " " || $0 == "\t" }
        guard let tab = blanks.firstIndex(of: "\t") else { return nil }
        let column = line.distance(from: line.startIndex, to: tab) + 1
        return Diagnostic(
            "a tab cannot indent YAML",
            at: SourcePlace(place.source, line: place.line, column: column),
            expected: "spaces"
        )
    }

    /// A value such as `{{ port }}/x`, which YAML reads as a mapping that goes wrong.
    private var unquotedTemplate: Diagnostic? {
        for number in [place.line, place.line - 1, contextLine ?? 0] {
            guard let text = place.source.line(number) else { continue }
            for opening in [": {{", "- {{", ": {%", "- {%"] {
                guard let column = column(of: opening, in: text) else { continue }
                return Diagnostic(
                    "a template at the start of a value must be quoted",
                    at: SourcePlace(place.source, line: number, column: column + 2),
                    hint: "YAML reads '{' as the start of a mapping; put the whole value in quotes"
                )
            }
        }
        return nil
    }

    private func column(of word: String, in text: Substring) -> Int? {
        var rest = text
        while !rest.isEmpty {
            if rest.hasPrefix(word) { return text.count - rest.count + 1 }
            rest = rest.dropFirst()
        }
        return nil
    }

    private var colonInText: Diagnostic? {
        guard problem == "mapping values are not allowed in this context" else { return nil }
        let before = line.prefix(max(0, place.column - 1))
        guard before.contains(": ") else { return nil }
        return Diagnostic(
            "a value that holds ': ' must be quoted",
            at: place,
            hint: "YAML reads what stands before ': ' as a key; put the whole value in quotes"
        )
    }

    private struct Wording {
        let message: String
        var expected: String?
        var hint: String?
    }

    private static let wordings: [String: Wording] = [
        "mapping values are not allowed in this context": Wording(
            message: "a key is not possible here",
            hint:
                "the indentation differs from the line above, or the line above has a value already"
        ),
        "did not find expected key": Wording(
            message: "wrong indentation, or a quote or bracket that ends too early",
            expected: "a key in the column of the keys above, or a deeper value"
        ),
        "did not find expected '-' indicator": Wording(
            message: "wrong indentation in a list",
            expected: "'- ' in the column of the elements above"
        ),
        "could not find expected ':'": Wording(
            message: "this line is no 'key: value'",
            expected: "':' and a space after the key"
        ),
        "block sequence entries are not allowed in this context": Wording(
            message: "a list is not possible here",
            hint: "start the list on the line after the key"
        ),
        "did not find expected ',' or ']'": Wording(
            message: "a list in brackets is never closed, or lacks a comma",
            expected: "',' or ']'"
        ),
        "did not find expected ',' or '}'": Wording(
            message: "a mapping in braces is never closed, or lacks a comma",
            expected: "',' or '}'"
        ),
        "found unexpected end of stream": Wording(
            message: "a quote is never closed",
            expected: "the closing quote"
        ),
        "found unknown escape character": Wording(
            message: "unknown escape in double quotes",
            hint: "write '\\\\' for a backslash, or use single quotes"
        ),
        "found character that cannot start any token": Wording(
            message: "a value cannot start with this character",
            hint: "put the value in quotes"
        ),
        "did not find expected <document start>": Wording(
            message: "this does not belong to what stands above",
            hint: "check the indentation of the lines above"
        ),
        "found undefined tag handle": Wording(message: "unknown tag"),
        "found duplicate anchor": Wording(message: "this anchor is set twice"),
    ]
}
