internal import DocumentValues

/// The filter `comment`: a text as a comment of a configuration file.
enum CommentFilter {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "comment",
            parameters: [
                "style", "decoration", "beginning", "end", "prefix", "prefix_count", "postfix",
                "postfix_count", "newline",
            ],
            about: "as a comment: plain, c, cblock, erlang or xml",
            comment
        )
    ]

    private struct Style {
        var beginning = ""
        let decoration: String
        var end = ""
    }

    private static let styles: [String: Style] = [
        "plain": Style(decoration: "# "),
        "erlang": Style(decoration: "% "),
        "c": Style(decoration: "// "),
        "cblock": Style(beginning: "/*", decoration: " * ", end: " */"),
        "xml": Style(beginning: "<!--", decoration: " - ", end: "-->"),
    ]

    @Sendable
    private static func comment(_ call: FilterCall) throws -> Item {
        let name = try call.arguments.text("style", default: "plain")
        guard let style = styles[name] else {
            let known = styles.keys.sorted().joined(separator: ", ")
            throw OperationFailure("unknown style '\(name)'", expected: "one of \(known)")
        }
        let newline = try call.arguments.text("newline", default: "\n")
        let decoration = try call.arguments.text("decoration", default: style.decoration)
        let edge = stripped(decoration, nil, atStart: false, atEnd: true)
        let beginning = try call.arguments.text("beginning", default: style.beginning)
        let end = try call.arguments.text("end", default: style.end)
        let prefix = try call.arguments.text("prefix", default: edge)
        let postfix = try call.arguments.text("postfix", default: edge)
        let prefixCount = try call.arguments.integer("prefix_count", default: 1)
        let postfixCount = try call.arguments.integer("postfix_count", default: 1)

        var result = beginning.isEmpty ? "" : beginning + newline
        if !prefix.isEmpty {
            let line = prefix == newline ? newline : prefix + newline
            result += try repeated(line, times: prefixCount)
        }
        let text = try call.text()
        let body = decoration + replaced(text, newline, newline + decoration, limit: -1)
        result += replaced(body, decoration + newline, edge + newline, limit: -1)
        result += try repeated(newline + postfix, times: postfixCount)
        return .string(end.isEmpty ? result : result + newline + end)
    }
}
