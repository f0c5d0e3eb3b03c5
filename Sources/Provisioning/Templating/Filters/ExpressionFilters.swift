internal import DocumentValues
internal import RegularExpressions

/// Filters by regular expressions, in Python's notation.
enum ExpressionFilters {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "regex_replace",
            parameters: [
                "pattern", "replacement", "ignorecase", "multiline", "count", "mandatory_count",
            ],
            about: "with matches replaced"
        ) { call in
            let expression = try compiled(call, "pattern")
            let replacement = try call.arguments.text("replacement", default: "")
            let limit = try call.arguments.integer("count", default: 0)
            let text = try call.text()
            let (result, count) = try refusing {
                try expression.replacing(
                    in: text,
                    with: replacement,
                    limit: limit > 0 ? limit : .max
                )
            }
            let wanted = try call.arguments.integer("mandatory_count", default: 0)
            if wanted > 0, wanted != count {
                let pattern = try call.arguments.text("pattern", default: "")
                throw OperationFailure(
                    "'\(pattern)' should match \(wanted) times, but matches \(count) times in "
                        + "'\(text)'"
                )
            }
            return .string(result)
        },
        FilterEntry(
            "regex_search",
            parameters: ["regex"],
            required: 1,
            isVariadic: true,
            takesAnyName: true,
            about: "the first match, or its groups; null when there is none",
            search
        ),
        FilterEntry(
            "regex_findall",
            parameters: ["regex", "multiline", "ignorecase"],
            required: 1,
            about: "all matches, or their groups"
        ) { call in
            let expression = try compiled(call, "regex")
            let text = try call.text()
            return try refusing {
                .value(.list(try expression.allMatches(in: text).map(found)))
            }
        },
        FilterEntry("regex_escape", parameters: ["re_type"], about: "escaped for an expression") {
            call in
            let type = try call.arguments.text("re_type", default: "python")
            let special = type == "python" ? #"\.^$*+?{}[]()|-~#& "# : #"\.^$*[]"#
            let escaped = try call.text().map { character in
                if type == "python", character == "\n" || character == "\t" {
                    return "\\\(character)"
                }
                return special.contains(character) ? "\\\(character)" : String(character)
            }
            return .string(escaped.joined())
        },
    ]

    /// The options that `ignorecase` and `multiline` mean.
    static func options(_ ignoresCase: Bool, _ isMultiline: Bool) -> RegularExpression.Options {
        var options: RegularExpression.Options = .python
        if ignoresCase { options.insert(.caseInsensitive) }
        if isMultiline { options.insert(.multiline) }
        return options
    }

    /// An expression; a broken one is refused with where it is broken.
    static func expression(
        _ pattern: String,
        _ options: RegularExpression.Options
    ) throws -> RegularExpression {
        try refusing { try RegularExpression(pattern, options: options) }
    }

    /// Turns what PCRE2 refuses into a failure of the filter.
    static func refusing<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as RegularExpressionError {
            let place = error.offset.map { " at character \($0 + 1)" } ?? ""
            throw OperationFailure("the regular expression is refused\(place): \(error.message)")
        }
    }

    private static func compiled(_ call: FilterCall, _ name: String) throws -> RegularExpression {
        let options = options(
            try call.arguments.flag("ignorecase"),
            try call.arguments.flag("multiline")
        )
        return try expression(try call.arguments.text(name, default: ""), options)
    }

    private static func found(_ match: RegularExpressionMatch) -> Value {
        switch match.byteRanges.count {
        case 1: .string(String(match.text))
        case 2: .string(String(match.group(1) ?? ""))
        case let count:
            .list((1..<count).map { .string(String(match.group($0) ?? "")) })
        }
    }

    @Sendable
    private static func search(_ call: FilterCall) throws -> Item {
        var flags: [String: Bool] = [:]
        for (name, item) in call.arguments.surplus {
            guard ["ignorecase", "multiline"].contains(name) else {
                throw OperationFailure(
                    "the filter 'regex_search' has no argument '\(name)'",
                    expected: "arguments among regex, ignorecase, multiline"
                )
            }
            flags[name] = try call.evaluator.isTruthy(item, at: call.site.offset)
        }
        let expression = try expression(
            try call.arguments.text("regex", default: ""),
            options(flags["ignorecase"] ?? false, flags["multiline"] ?? false)
        )
        let wanted = try call.arguments.restValues().map { try group($0.pythonText, expression) }
        let text = try call.text()
        guard let match = try refusing({ try expression.firstMatch(in: text) }) else {
            return .null
        }
        guard !wanted.isEmpty else { return .string(String(match.text)) }
        return .value(
            .list(wanted.map { number in match.group(number).map { .string(String($0)) } ?? .null })
        )
    }

    private static func group(_ text: String, _ expression: RegularExpression) throws -> Int {
        let name =
            text.hasPrefix("\\g<") ? String(text.dropFirst(3).dropLast()) : String(text.dropFirst())
        guard text.hasPrefix("\\"), let number = Int(name) ?? expression.groupNames[name],
            (0...expression.groupCount).contains(number)
        else {
            throw OperationFailure(
                "'\(text)' is no group of the regular expression",
                expected: #"'\1' or '\g<name>'"#
            )
        }
        return number
    }
}
