internal import DocumentValues

/// Filters over mappings.
enum MapFilters {
    static let entries: [FilterEntry] = [
        FilterEntry("dict2items", parameters: ["key_name", "value_name"], about: "a list of pairs")
        {
            call in
            let key = try call.arguments.text("key_name", default: "key")
            let value = try call.arguments.text("value_name", default: "value")
            let pairs = try call.map("'dict2items'").map { entry -> Value in
                .map(ValueMap([(key, entry.key), (value, entry.value)]))
            }
            return .value(.list(pairs))
        },
        FilterEntry("items2dict", parameters: ["key_name", "value_name"], about: "from pairs") {
            call in
            let key = try call.arguments.text("key_name", default: "key")
            let value = try call.arguments.text("value_name", default: "value")
            var map = ValueMap()
            for element in try call.values() {
                guard let name = element[key], let content = element[value] else {
                    throw OperationFailure(
                        "'items2dict' needs '\(key)' and '\(value)' in each element",
                        hint: "found \(element.pythonRepr)"
                    )
                }
                map[name] = content
            }
            return .value(.map(map))
        },
        FilterEntry(
            "dictsort",
            parameters: ["case_sensitive", "by", "reverse"],
            about: "pairs of key and value in order"
        ) { call in
            let isSensitive = try call.arguments.flag("case_sensitive")
            let byValue = try call.arguments.text("by", default: "key") == "value"
            let pairs = try call.map("'dictsort'").map { ($0.key, $0.value) }
            let sorted = try stableSorted(
                pairs,
                by: { ListFilters.folded(byValue ? $0.1 : $0.0, unless: isSensitive) },
                isReversed: try call.arguments.flag("reverse")
            )
            return .value(.list(sorted.map { [$0.0, $0.1] }))
        },
        FilterEntry("items", about: "pairs of key and value") { call in
            if call.input.isUndefined { return .value([]) }
            return .value(.list(try call.map("'items'").map { [$0.key, $0.value] }))
        },
        FilterEntry(
            "combine",
            isVariadic: true,
            takesAnyName: true,
            about: "merged with other mappings, whose values win",
            combined
        ),
        FilterEntry(
            "subelements",
            parameters: ["subelements", "skip_missing"],
            required: 1,
            about: "pairs of an element and each part of one of its lists"
        ) { call in
            let path = try call["subelements"] ?? ""
            let keys = path.list?.map(\.pythonText) ?? path.pythonText.split(separatedBy: ".")
            let skips = try call.arguments.flag("skip_missing")
            let value = try call.value()
            let elements = value.map.map(\.values) ?? value.list ?? []
            return .value(.list(try pairs(elements, keys, skipsMissing: skips)))
        },
        FilterEntry(
            "extract",
            parameters: ["container", "morekeys"],
            required: 1,
            about: "the entry of a container that the input names"
        ) { call in
            let container = call.arguments.item("container") ?? .null
            let offset = call.site.offset
            var item = try call.evaluator.subscripted(container, by: try call.value(), at: offset)
            let more = try call["morekeys"]
            for key in more?.list ?? more.map({ [$0] }) ?? [] where key != .null {
                item = try call.evaluator.subscripted(item, by: key, at: offset)
            }
            return item
        },
    ]

    /// Pairs of each element and the parts of one of its lists.
    static func pairs(
        _ elements: [Value],
        _ keys: [String],
        skipsMissing: Bool
    ) throws -> [Value] {
        var pairs: [Value] = []
        for element in elements {
            var parts = element
            var isMissing = false
            for key in keys {
                guard parts.map != nil else {
                    if skipsMissing { isMissing = true; break }
                    throw OperationFailure(
                        "the key '\(key)' should point to a dictionary, got \(parts.pythonRepr)"
                    )
                }
                guard let inner = parts[key] else {
                    if skipsMissing { isMissing = true; break }
                    throw OperationFailure(
                        "could not find '\(key)' key in iterated item \(element.pythonRepr)"
                    )
                }
                parts = inner
            }
            if isMissing { continue }
            guard let list = parts.list else {
                throw OperationFailure(
                    "the key '\(keys.last ?? "")' should point to a list, got \(parts.pythonRepr)"
                )
            }
            pairs += list.map { [element, $0] }
        }
        return pairs
    }

    @Sendable
    private static func combined(_ call: FilterCall) throws -> Item {
        var isRecursive = false
        var merging = ListMerging.replace
        for (name, item) in call.arguments.surplus {
            let value = try call.evaluator.plain(item, at: call.site.offset)
            switch name {
            case "recursive": isRecursive = value.isTruthy
            case "list_merge":
                guard let known = ListMerging(rawValue: value.pythonText) else {
                    throw OperationFailure(
                        "unknown 'list_merge' '\(value.pythonText)'",
                        expected:
                            "one of \(ListMerging.allCases.map(\.rawValue).joined(separator: ", "))"
                    )
                }
                merging = known
            default:
                throw OperationFailure(
                    "the filter 'combine' has no argument '\(name)'",
                    expected: "arguments among recursive, list_merge"
                )
            }
        }
        let inputs = ListFilters.flattened(
            try [call.value()] + call.arguments.restValues(),
            levels: nil,
            skipsNulls: false
        )
        var result = ValueMap()
        for input in inputs {
            guard let map = input.map else {
                throw OperationFailure("'combine' takes mappings, and got \(input.typeName)")
            }
            result = merged(result, map, isRecursive, merging)
        }
        return .value(.map(result))
    }

    private enum ListMerging: String, CaseIterable {
        case replace, keep, append, prepend
        case appendUnique = "append_rp"
        case prependUnique = "prepend_rp"
    }

    private static func merged(
        _ left: ValueMap,
        _ right: ValueMap,
        _ isRecursive: Bool,
        _ merging: ListMerging
    ) -> ValueMap {
        var result = left
        for entry in right {
            switch (result[entry.key], entry.value) {
            case (.map(let old)?, .map(let new)) where isRecursive:
                result[entry.key] = .map(merged(old, new, true, merging))
            case (.list(let old)?, .list(let new)):
                result[entry.key] = .list(mergedList(old, new, merging))
            default:
                result[entry.key] = entry.value
            }
        }
        return result
    }

    private static func mergedList(
        _ old: [Value],
        _ new: [Value],
        _ merging: ListMerging
    ) -> [Value] {
        switch merging {
        case .replace: new
        case .keep: old
        case .append: old + new
        case .prepend: new + old
        case .appendUnique: old.filter { !new.contains($0) } + new
        case .prependUnique: new + old.filter { !new.contains($0) }
        }
    }
}
