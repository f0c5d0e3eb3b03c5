internal import DocumentValues

/// Filters that change a text.
enum TextFilters {
    static let entries: [FilterEntry] = [
        text("lower", about: "in small letters") { $0.lowercased() },
        text("upper", about: "in capitals") { $0.uppercased() },
        text("capitalize", about: "first letter capital, the rest small", capitalized),
        text("title", about: "each word capital") { text in
            var isStart = true
            return text.map { character in
                defer { isStart = character.isWhitespace || "-([{<".contains(character) }
                return isStart ? character.uppercased() : character.lowercased()
            }.joined()
        },
        text("quote", about: "quoted for a shell", shellQuoted),
        text("escape", "e", "forceescape", about: "escaped for HTML", htmlEscaped),
        text("safe", about: "the input as it is") { $0 },
        text("striptags", about: "without markup", withoutTags),
        FilterEntry("trim", parameters: ["chars"], about: "without blanks at the ends") { call in
            let characters = try call.arguments.text("chars")
            return .string(stripped(try call.text(), characters, atStart: true, atEnd: true))
        },
        FilterEntry(
            "replace",
            parameters: ["old", "new", "count"],
            required: 2,
            about: "with a part replaced"
        ) { call in
            .string(
                replaced(
                    try call.text(),
                    try call.arguments.text("old", default: ""),
                    try call.arguments.text("new", default: ""),
                    limit: try call.arguments.integer("count", default: -1)
                )
            )
        },
        FilterEntry("split", parameters: ["sep", "maxsplit"], about: "the parts of a text") {
            call in
            let parts = try split(
                try call.text(),
                by: try call.arguments.text("sep"),
                limit: try call.arguments.integer("maxsplit", default: -1)
            )
            return .value(.list(parts.map { .string($0) }))
        },
        FilterEntry(
            "indent",
            parameters: ["width", "first", "blank"],
            about: "with lines indented, the first one only on request",
            indented
        ),
        FilterEntry(
            "truncate",
            parameters: ["length", "killwords", "end", "leeway"],
            about: "cut to a length",
            truncated
        ),
        FilterEntry("center", parameters: ["width"], about: "between blanks") { call in
            let text = try call.text()
            let width = try call.arguments.integer("width", default: 80)
            let missing = width > text.count ? width - text.count : 0
            let left = missing / 2
            return .string(
                try repeated(" ", times: left) + text + repeated(" ", times: missing - left)
            )
        },
        FilterEntry("wordcount", about: "the number of words") { call in
            let words = try call.text().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            return .value(.integer(words.count))
        },
        FilterEntry(
            "format",
            isVariadic: true,
            takesAnyName: true,
            about: "with `%` places filled"
        ) { call in
            let positional = try call.arguments.restValues()
            var named = ValueMap()
            for (name, item) in call.arguments.surplus {
                named[name] = try call.evaluator.plain(item, at: call.site.offset)
            }
            let values: Value = named.isEmpty ? .list(positional) : .map(named)
            return .string(try percentFormatted(try call.text(), values))
        },
        FilterEntry(
            "wordwrap",
            parameters: ["width"],
            about: "with lines broken between words"
        ) { call in
            let lines = try call.text().split(separatedBy: "\n")
            if case .float(let width)? = try call["width"],
                lines.allSatisfy({ Double($0.count) <= width })
            {
                return .string(try call.text())
            }
            let width = try call.arguments.integer("width", default: 79)
            return .string(lines.map { wrapped($0, width: width) }.joined(separator: "\n"))
        },
    ]

    private static func text(
        _ names: String...,
        about: String,
        _ change: @escaping @Sendable (String) -> String
    ) -> FilterEntry {
        FilterEntry(names: names, about: about) { .string(change(try $0.text())) }
    }

    @Sendable
    private static func indented(_ call: FilterCall) throws -> Item {
        let blanks: String
        switch try call["width"] ?? 4 {
        case .string(let text): blanks = text
        case .integer(let count): blanks = try repeated(" ", times: count)
        case .bool(let flag): blanks = flag ? " " : ""
        case let other:
            throw OperationFailure(
                "can't multiply sequence by non-int of type '\(other.typeName)'"
            )
        }
        let text = try call.text()
        let keepsBlank = try !call.arguments.flag("blank")
        let isFirst = try call.arguments.flag("first")
        let lines = lines(text + "\n")
        let indented = lines.enumerated().map { index, line in
            if index == 0 { return isFirst ? blanks + line : line }
            return line.isEmpty && keepsBlank ? line : blanks + line
        }
        return .string(indented.joined(separator: "\n"))
    }

    @Sendable
    private static func truncated(_ call: FilterCall) throws -> Item {
        let text = try call.text()
        let limits = try ["length", "leeway"].map {
            try call[$0].flatMap { PythonNumber($0)?.double }
        }
        let end = try call.arguments.text("end", default: "...")
        guard Double(text.count) > (limits[0] ?? 255) + (limits[1] ?? 5) else {
            return .string(text)
        }
        let length = try call.arguments.integer("length", default: 255)
        let head = String(text.prefix(max(0, length - end.count)))
        if try call.arguments.flag("killwords") { return .string(head + end) }
        guard let blank = head.lastIndex(of: " ") else { return .string(head + end) }
        return .string(head[..<blank] + end)
    }

    private static func wrapped(_ line: String, width: Int) -> String {
        var lines: [String] = []
        var current = ""
        for word in line.split(separator: " ", omittingEmptySubsequences: true) {
            if !current.isEmpty, current.count + 1 + word.count > width {
                lines.append(current)
                current = String(word)
            } else {
                current += current.isEmpty ? String(word) : " \(word)"
            }
        }
        return (lines + [current]).joined(separator: "\n")
    }

    @Sendable
    private static func htmlEscaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "'": "&#39;"
            case "\"": "&#34;"
            default: String(character)
            }
        }.joined()
    }

    @Sendable
    private static func withoutTags(_ text: String) -> String {
        var isTag = false
        let kept = text.filter { character in
            if character == "<" { isTag = true }
            defer { if character == ">" { isTag = false } }
            return !isTag
        }
        return kept.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A word of a POSIX shell, as Python's `shlex.quote` writes it.
@Sendable
func shellQuoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "@%+=:,./-_".unicodeScalars.contains(scalar))
    }
    if isPlain, !text.isEmpty { return text }
    return "'" + text.split(separatedBy: "'").joined(separator: "'\"'\"'") + "'"
}
