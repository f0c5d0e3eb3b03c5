internal import DocumentValues

/// Lookups over their own terms.
enum ListLookups {
    static let entries: [LookupEntry] = [
        LookupEntry("items", about: "the terms, lists among them opened") { call in
            call.terms.flatMap { $0.list ?? [$0] }
        },
        LookupEntry("list", about: "the terms as they are") { $0.terms },
        LookupEntry("flattened", about: "the terms without nesting") { call in
            ListFilters.flattened(call.terms, levels: nil, skipsNulls: true)
        },
        LookupEntry("dict", about: "the entries of mappings as key and value") { call in
            try call.terms.flatMap { term -> [Value] in
                guard let map = term.map else {
                    throw OperationFailure(
                        "the lookup 'dict' takes mappings, and got \(term.typeName)"
                    )
                }
                return map.map { ["key": $0.key, "value": $0.value] }
            }
        },
        LookupEntry("nested", "cartesian", about: "every combination of the lists") { call in
            try ListFilters.combinations(call.terms.map { $0.list ?? [$0] }).map { row in
                .list((row.list ?? []).flatMap { $0.list ?? [$0] })
            }
        },
        LookupEntry("together", about: "the lists side by side") { call in
            let lists = call.terms.map { $0.list ?? [$0] }
            let count = lists.map(\.count).max() ?? 0
            return (0..<count).map { row in
                .list(lists.map { row < $0.count ? $0[row] : .null })
            }
        },
        LookupEntry("indexed_items", about: "pairs of position and term") { call in
            call.terms.flatMap { $0.list ?? [$0] }.enumerated().map {
                [.integer($0.offset), $0.element]
            }
        },
        LookupEntry("subelements", about: "pairs of an element and each part of one of its lists") {
            call in
            guard (2...3).contains(call.terms.count) else {
                throw OperationFailure(
                    "subelements lookup expects a list of two or three items, the first a dict or "
                        + "a list, the second a string, the optional third a dict"
                )
            }
            guard let all = call.terms[0].map.map(\.values) ?? call.terms[0].list else {
                throw OperationFailure(
                    "subelements lookup expects a dictionary or a list, first a dict or a list, "
                        + "got \(call.terms[0].pythonRepr)"
                )
            }
            guard let path = call.terms[1].string else {
                throw OperationFailure(
                    "subelements lookup expects a list of two or three items, first a dict or a "
                        + "list, second a string pointing to the subkey"
                )
            }
            let third = call.terms.count > 2 ? call.terms[2] : [:]
            guard third.map != nil else {
                throw OperationFailure(
                    "the optional third item must be a dict with flags: skip_missing",
                    hint: "found \(third.pythonRepr)"
                )
            }
            let skips = third["skip_missing"].map { pythonBoolean($0) ?? $0.isTruthy } ?? false
            // A mapping that says so was skipped, as the result of a task.
            if call.terms[0]["skipped"] == true { return [] }
            let elements = all.filter { element in
                element["skipped"].map { $0 == false } ?? true
            }
            let keys = path.split(separatedBy: ".")
            return try MapFilters.pairs(elements, keys, skipsMissing: skips)
        },
        LookupEntry("random_choice", about: "one of the terms") { call in
            call.terms.flatMap { $0.list ?? [$0] }.randomElement().map { [$0] } ?? []
        },
        LookupEntry(
            "sequence",
            options: ["start", "end", "count", "stride", "format"],
            about: "numbers in order",
            sequence
        ),
    ]

    @Sendable
    private static func sequence(_ call: LookupCall) throws -> [Value] {
        var options = ValueMap(call.options.map { ($0.name, $0.value) })
        for term in call.terms {
            for word in term.pythonText.split(separator: " ") {
                let pair = word.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { return try range(String(word), options) }
                guard ["start", "end", "count", "stride", "format"].contains(pair[0]) else {
                    throw OperationFailure(
                        "unrecognized arguments to with_sequence: ['\(pair[0])']"
                    )
                }
                options[String(pair[0])] = .string(String(pair[1]))
            }
        }
        return try numbers(options)
    }

    /// The short form, as `2-10/2:host%02d`.
    private static func range(_ text: String, _ options: ValueMap) throws -> [Value] {
        var options = options
        var rest = Substring(text)
        if let colon = rest.firstIndex(of: ":") {
            options["format"] = .string(String(rest[rest.index(after: colon)...]))
            rest = rest[..<colon]
        }
        let halves = rest.split(separator: "/", maxSplits: 1)
        if halves.count > 1 { options["stride"] = .string(String(halves[1])) }
        let ends = halves[0].split(separator: "-", maxSplits: 1)
        if ends.count > 1 { options["start"] = .string(String(ends[0])) }
        options["end"] = .string(String(ends[ends.count - 1]))
        return try numbers(options)
    }

    private static func fitting(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
        guard !result.overflow else {
            throw OperationFailure("the numbers of the sequence do not fit into 64 bits")
        }
        return result.partialValue
    }

    private static func numbers(_ options: ValueMap) throws -> [Value] {
        func number(_ name: String) throws -> Int? {
            guard let value = options[name] else { return nil }
            if let number = value.integer { return number }
            let text = value.pythonText
            let parsed = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
            guard let parsed else {
                throw OperationFailure("Invalid type for '\(name)': '\(text)' is no number")
            }
            return parsed
        }
        let start = try number("start") ?? 1
        let stride = try number("stride") ?? 1
        guard stride != 0 else { return [] }
        let end: Int
        if let count = try number("count") {
            if count == 0 { return [] }
            end = try fitting(
                start.addingReportingOverflow(
                    fitting((count &- 1).multipliedReportingOverflow(by: stride))
                )
            )
        } else if let given = try number("end") {
            end = given
        } else {
            throw OperationFailure("the lookup 'sequence' needs 'end' or 'count'")
        }
        let span = try fitting(end.subtractingReportingOverflow(start))
        guard span.magnitude / stride.magnitude < 1_000_000 else {
            throw OperationFailure("the sequence has more than 1000000 numbers")
        }
        let format = options["format"]?.pythonText ?? "%d"
        return try Swift.stride(from: start, through: end, by: stride).map {
            .string(try percentFormatted(format, .integer($0)))
        }
    }
}
