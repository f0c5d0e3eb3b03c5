internal import DocumentValues

/// Python's methods of `list`.
enum ListMethods {
    static let entries: [String: ValueMethods.Entry] = [
        "append": changing(["object"]) { list, arguments in
            list.append(try arguments["object"] ?? .null)
            return .null
        },
        "extend": changing(["iterable"]) { list, arguments in
            let site = arguments.site
            for item in try site.evaluator.elements(
                arguments.item("iterable") ?? .null,
                at: site.offset
            ) {
                list.append(try site.evaluator.plain(item, at: site.offset))
            }
            return .null
        },
        "insert": changing(["index", "object"]) { list, arguments in
            let index = try arguments.integer("index", default: 0)
            let position = index < 0 ? max(0, index + list.count) : min(index, list.count)
            list.insert(try arguments["object"] ?? .null, at: position)
            return .null
        },
        "pop": changing(["index"], required: 0) { list, arguments in
            let index = try arguments.integer("index", default: -1)
            guard let position = pythonIndex(index, list.count) else {
                throw OperationFailure("pop index out of range")
            }
            return list.remove(at: position)
        },
        "remove": changing(["value"]) { list, arguments in
            let value = try arguments["value"] ?? .null
            guard let position = list.firstIndex(where: { pythonEquals($0, value) }) else {
                throw OperationFailure("list.remove(x): x not in list")
            }
            list.remove(at: position)
            return .null
        },
        "reverse": changing([]) { list, _ in
            list.reverse()
            return .null
        },
        "sort": changing(["reverse"], required: 0) { list, arguments in
            list = try stableSorted(list, isReversed: arguments.flag("reverse"))
            return .null
        },
        "clear": changing([]) { list, _ in
            list = []
            return .null
        },
        "copy": ValueMethods.reading { value, _ in value },
        "index": ValueMethods.reading(["value"], required: 1) { value, arguments in
            let wanted = try arguments["value"] ?? .null
            let position = value.list?.firstIndex { pythonEquals($0, wanted) }
            guard let position else {
                throw OperationFailure("\(wanted.pythonRepr) is not in list")
            }
            return .integer(position)
        },
        "count": ValueMethods.reading(["value"], required: 1) { value, arguments in
            let wanted = try arguments["value"] ?? .null
            return .integer(value.list?.count { pythonEquals($0, wanted) } ?? 0)
        },
    ]

    private static func changing(
        _ parameters: [String],
        required: Int? = nil,
        _ function: @escaping @Sendable (inout [Value], BoundArguments) throws -> Value
    ) -> ValueMethods.Entry {
        ValueMethods.changing(parameters, required: required ?? parameters.count) {
            value,
            arguments in
            var list = value.list ?? []
            let result = try function(&list, arguments)
            value = .list(list)
            return result
        }
    }
}

/// Values in Python's order; equal ones keep theirs.
func stableSorted(_ values: [Value], isReversed: Bool = false) throws -> [Value] {
    try stableSorted(values, by: { $0 }, isReversed: isReversed)
}

/// Elements in Python's order of their keys; equal ones keep theirs.
func stableSorted<Element>(
    _ elements: [Element],
    by key: (Element) throws -> Value,
    isReversed: Bool = false
) throws -> [Element] {
    let keyed = try elements.enumerated().map { ($0.offset, try key($0.element), $0.element) }
    return try keyed.sorted { left, right in
        if isReversed ? try pythonPrecedes(right.1, left.1) : try pythonPrecedes(left.1, right.1) {
            return true
        }
        let isAfter =
            isReversed ? try pythonPrecedes(left.1, right.1) : try pythonPrecedes(right.1, left.1)
        return !isAfter && left.0 < right.0
    }.map(\.2)
}
