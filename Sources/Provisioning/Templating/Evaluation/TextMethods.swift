internal import DocumentValues

/// Python's methods of `str`.
enum TextMethods {
    static let entries: [String: ValueMethods.Entry] = changingCase.merging(searching) { $1 }
        .merging(cutting) { $1 }.merging(padding) { $1 }.merging(asking) { $1 }

    private static func text(
        _ parameters: [String] = [],
        required: Int = 0,
        _ function: @escaping @Sendable (String, BoundArguments) throws -> Value
    ) -> ValueMethods.Entry {
        ValueMethods.reading(parameters, required: required) { value, arguments in
            try function(value.pythonText, arguments)
        }
    }

    private static let changingCase: [String: ValueMethods.Entry] = [
        "lower": text { text, _ in .string(text.lowercased()) },
        "casefold": text { text, _ in .string(text.lowercased()) },
        "upper": text { text, _ in .string(text.uppercased()) },
        "title": text { text, _ in .string(titleCased(text)) },
        "capitalize": text { text, _ in .string(capitalized(text)) },
        "swapcase": text { text, _ in
            .string(
                text.map { $0.isUppercase ? $0.lowercased() : $0.uppercased() }.joined()
            )
        },
    ]

    private static let searching: [String: ValueMethods.Entry] = [
        "startswith": text(["prefix"], required: 1) { text, arguments in
            .bool(try affixes(arguments["prefix"]).contains { text.utf8.starts(with: $0.utf8) })
        },
        "endswith": text(["suffix"], required: 1) { text, arguments in
            .bool(
                try affixes(arguments["suffix"]).contains {
                    text.utf8.reversed().starts(with: $0.utf8.reversed())
                }
            )
        },
        "find": text(["sub"], required: 1) { text, arguments in
            .integer(offset(of: try arguments.text("sub", default: ""), in: text) ?? -1)
        },
        "rfind": text(["sub"], required: 1) { text, arguments in
            .integer(lastOffset(of: try arguments.text("sub", default: ""), in: text) ?? -1)
        },
        "index": text(["sub"], required: 1) { text, arguments in
            guard let found = offset(of: try arguments.text("sub", default: ""), in: text) else {
                throw OperationFailure("substring not found")
            }
            return .integer(found)
        },
        "count": text(["sub"], required: 1) { text, arguments in
            let part = try arguments.text("sub", default: "")
            return .integer(text.split(separatedBy: part).count - 1)
        },
        "replace": text(["old", "new", "count"], required: 2) { text, arguments in
            .string(
                replaced(
                    text,
                    try arguments.text("old", default: ""),
                    try arguments.text("new", default: ""),
                    limit: try arguments.integer("count") ?? -1
                )
            )
        },
        "format": ValueMethods.reading(isVariadic: true, takesAnyName: true) { value, arguments in
            var named = ValueMap()
            for (name, item) in arguments.surplus {
                named[name] = try arguments.site.evaluator.plain(item, at: arguments.site.offset)
            }
            let positional = try arguments.restValues()
            return .string(try braceFormatted(value.pythonText, positional, named))
        },
    ]

    private static let cutting: [String: ValueMethods.Entry] = [
        "split": text(["sep", "maxsplit"]) { text, arguments in
            let limit = try arguments.integer("maxsplit", default: -1)
            return .list(
                try split(text, by: arguments.text("sep"), limit: limit).map { .string($0) }
            )
        },
        "rsplit": text(["sep", "maxsplit"]) { text, arguments in
            let limit = try arguments.integer("maxsplit", default: -1)
            let parts = try split(
                String(text.reversed()),
                by: arguments.text("sep").map { String($0.reversed()) },
                limit: limit
            )
            return .list(parts.reversed().map { .string(String($0.reversed())) })
        },
        "splitlines": text(["keepends"]) { text, arguments in
            .list(lines(text, keepsEnds: try arguments.flag("keepends")).map { .string($0) })
        },
        "partition": text(["sep"], required: 1) { text, arguments in
            let separator = try arguments.text("sep", default: "")
            let parts = text.split(separatedBy: separator, limit: 1)
            guard parts.count == 2 else { return [.string(text), "", ""] }
            return [.string(parts[0]), .string(separator), .string(parts[1])]
        },
        "rpartition": text(["sep"], required: 1) { text, arguments in
            let separator = try arguments.text("sep", default: "")
            let parts = text.split(separatedBy: separator)
            guard parts.count > 1, let last = parts.last else { return ["", "", .string(text)] }
            let head = parts.dropLast().joined(separator: separator)
            return [.string(head), .string(separator), .string(last)]
        },
        "strip": text(["chars"]) { text, arguments in
            .string(stripped(text, try arguments.text("chars"), atStart: true, atEnd: true))
        },
        "lstrip": text(["chars"]) { text, arguments in
            .string(stripped(text, try arguments.text("chars"), atStart: true, atEnd: false))
        },
        "rstrip": text(["chars"]) { text, arguments in
            .string(stripped(text, try arguments.text("chars"), atStart: false, atEnd: true))
        },
        "removeprefix": text(["prefix"], required: 1) { text, arguments in
            let prefix = try arguments.text("prefix", default: "")
            return .string(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
        },
        "removesuffix": text(["suffix"], required: 1) { text, arguments in
            let suffix = try arguments.text("suffix", default: "")
            return .string(text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text)
        },
        "join": text(["iterable"], required: 1) { text, arguments in
            let site = arguments.site
            guard let item = arguments.item("iterable") else { return "" }
            let parts = try site.evaluator.elements(item, at: site.offset).map {
                try site.evaluator.plain($0, at: site.offset)
            }
            for part in parts where part.string == nil {
                throw OperationFailure(
                    "sequence item: expected str instance, \(part.typeName) found"
                )
            }
            return .string(parts.map(\.pythonText).joined(separator: text))
        },
    ]

    private static let padding: [String: ValueMethods.Entry] = [
        "zfill": text(["width"], required: 1) { text, arguments in
            let sign = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.prefix(1)) : ""
            let width = try arguments.integer("width", default: 0)
            let zeros = try repeated("0", times: missing(width, text))
            return .string(sign + zeros + text.dropFirst(sign.count))
        },
        "ljust": text(["width", "fillchar"], required: 1) { text, arguments in
            .string(text + (try filling(text, arguments)))
        },
        "rjust": text(["width", "fillchar"], required: 1) { text, arguments in
            .string(try filling(text, arguments) + text)
        },
        "center": text(["width", "fillchar"], required: 1) { text, arguments in
            let fill = try filling(text, arguments)
            let width = try arguments.integer("width", default: 0)
            let left = fill.count / 2 + (fill.count & width & 1)
            return .string(fill.prefix(left) + text + fill.dropFirst(left))
        },
    ]

    private static let asking: [String: ValueMethods.Entry] = [
        "isdigit": text { text, _ in
            .bool(isAll(text) { $0.isNumber && $0.wholeNumberValue != nil })
        },
        "isnumeric": text { text, _ in .bool(isAll(text, \.isNumber)) },
        "isdecimal": text { text, _ in .bool(isAll(text) { $0.wholeNumberValue != nil }) },
        "isalpha": text { text, _ in .bool(isAll(text, \.isLetter)) },
        "isalnum": text { text, _ in .bool(isAll(text) { $0.isLetter || $0.isNumber }) },
        "isspace": text { text, _ in .bool(isAll(text, \.isWhitespace)) },
        "isupper": text { text, _ in
            .bool(text.contains(where: \.isUppercase) && !text.contains(where: \.isLowercase))
        },
        "islower": text { text, _ in
            .bool(text.contains(where: \.isLowercase) && !text.contains(where: \.isUppercase))
        },
    ]

    private static func isAll(_ text: String, _ holds: (Character) -> Bool) -> Bool {
        !text.isEmpty && text.allSatisfy(holds)
    }

    private static func affixes(_ value: Value?) throws -> [String] {
        (value?.list ?? value.map { [$0] } ?? []).map(\.pythonText)
    }

    private static func filling(_ text: String, _ arguments: BoundArguments) throws -> String {
        let width = try arguments.integer("width", default: 0)
        let fill = try arguments.text("fillchar", default: " ")
        return try repeated(fill, times: missing(width, text))
    }

    private static func missing(_ width: Int, _ text: String) -> Int {
        width > text.count ? width - text.count : 0
    }

    private static func offset(of part: String, in text: String) -> Int? {
        text.split(separatedBy: part, limit: 1).first.flatMap { head in
            text.containsText(part) ? part.isEmpty ? 0 : head.count : nil
        }
    }

    private static func lastOffset(of part: String, in text: String) -> Int? {
        guard text.containsText(part), let last = text.split(separatedBy: part).last else {
            return nil
        }
        return part.isEmpty ? text.count : text.count - last.count - part.count
    }
}
