internal import DocumentValues

/// Filters that treat lists as sets; the order of the first list stays.
enum SetFilters {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "unique",
            parameters: ["case_sensitive", "attribute"],
            about: "without repetitions"
        ) { call in
            let isSensitive = try call.arguments.flag("case_sensitive")
            let attribute = try call["attribute"]
            var seen: [Value] = []
            let values = try call.values()
            let isPlain = try call["case_sensitive"] == nil && (attribute ?? .null) == .null
            if !isPlain, values.contains(where: { $0.map != nil || $0.list != nil }),
                attribute == nil
            {
                throw OperationFailure(
                    "'unique' of lists and mappings takes no 'case_sensitive' without 'attribute'"
                )
            }
            let kept = try values.filter { value in
                var key = value
                if let attribute, attribute != .null {
                    let found = try ListFilters.follow(attribute, from: .value(value), call)
                    key = try call.evaluator.plain(found, at: call.site.offset)
                }
                key = ListFilters.folded(key, unless: isSensitive)
                guard !contains(seen, key) else { return false }
                seen.append(key)
                return true
            }
            return .value(.list(kept))
        },
        set("union", about: "what is in either list") { left, right in left + right },
        set("intersect", about: "what is in both lists") { left, right in
            left.filter { contains(right, $0) }
        },
        set("difference", about: "what is not in the other list") { left, right in
            left.filter { !contains(right, $0) }
        },
        set("symmetric_difference", about: "what is in one list only") { left, right in
            left.filter { !contains(right, $0) } + right.filter { !contains(left, $0) }
        },
    ]

    private static func set(
        _ name: String,
        about: String,
        _ combine: @escaping @Sendable ([Value], [Value]) -> [Value]
    ) -> FilterEntry {
        FilterEntry(name, parameters: ["other"], required: 1, about: about) { call in
            let other = call.arguments.item("other") ?? .null
            let right = try call.evaluator.elements(other, at: call.site.offset).map {
                try call.evaluator.plain($0, at: call.site.offset)
            }
            return .value(.list(distinct(combine(try call.values(), right))))
        }
    }

    private static func contains(_ values: [Value], _ value: Value) -> Bool {
        values.contains { pythonEquals($0, value) }
    }

    private static func distinct(_ values: [Value]) -> [Value] {
        values.reduce(into: []) { kept, value in
            if !contains(kept, value) { kept.append(value) }
        }
    }
}
