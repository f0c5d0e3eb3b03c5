internal import DocumentValues

/// Filters that apply a filter or a test to each element.
enum SelectionFilters {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "map",
            isVariadic: true,
            takesAnyName: true,
            about: "each element's attribute, or each element filtered",
            mapped
        ),
        selection("select", keeps: true, ofAttribute: false),
        selection("reject", keeps: false, ofAttribute: false),
        selection("selectattr", keeps: true, ofAttribute: true),
        selection("rejectattr", keeps: false, ofAttribute: true),
        FilterEntry(
            "groupby",
            parameters: ["attribute", "default", "case_sensitive"],
            required: 1,
            about: "pairs of an attribute's value and the elements that have it",
            grouped
        ),
    ]

    @Sendable
    private static func mapped(_ call: FilterCall) throws -> Item {
        let named = call.arguments.surplus
        if let attribute = named.first(where: { $0.name == "attribute" }) {
            let path = try call.evaluator.plain(attribute.value, at: call.site.offset)
            let fallback = named.first { $0.name == "default" }?.value
            return list(
                try call.elements().map { element in
                    let found = try ListFilters.follow(path, from: element, call)
                    return found.isUndefined ? fallback ?? found : found
                }
            )
        }
        guard let first = call.arguments.rest.first,
            let name = try call.evaluator.plain(first, at: call.site.offset).string
        else {
            throw OperationFailure("'map' takes the name of a filter, or 'attribute='")
        }
        let arguments = CallArguments(
            positional: Array(call.arguments.rest.dropFirst()),
            named: named
        )
        return list(
            try call.elements().map {
                try call.evaluator.filter($0, name, arguments, at: call.site.offset)
            }
        )
    }

    private static func list(_ items: [Item]) -> Item {
        var values: [Value] = []
        for item in items {
            guard case .value(let value) = item else { return .sequence(items) }
            values.append(value)
        }
        return .value(.list(values))
    }

    private static func selection(
        _ name: String,
        keeps: Bool,
        ofAttribute: Bool
    ) -> FilterEntry {
        let subject = ofAttribute ? "whose attribute passes" : "that pass"
        return FilterEntry(
            name,
            isVariadic: true,
            takesAnyName: true,
            about: "\(keeps ? "the" : "without the") elements \(subject) a test"
        ) { call in
            var rest = call.arguments.rest
            var path: Value?
            if ofAttribute {
                guard !rest.isEmpty else { throw OperationFailure("'\(name)' takes an attribute") }
                path = try call.evaluator.plain(rest.removeFirst(), at: call.site.offset)
            }
            let test =
                try rest.isEmpty
                ? nil : call.evaluator.plain(rest.removeFirst(), at: call.site.offset).pythonText
            let arguments = CallArguments(positional: rest, named: call.arguments.surplus)
            let kept = try call.elements().filter { element in
                let subject =
                    try path.map { try ListFilters.follow($0, from: element, call) } ?? element
                let holds =
                    try test.map {
                        try call.evaluator.test(subject, $0, arguments, at: call.site.offset)
                    } ?? call.evaluator.isTruthy(subject, at: call.site.offset)
                return holds == keeps
            }
            return list(kept)
        }
    }

    @Sendable
    private static func grouped(_ call: FilterCall) throws -> Item {
        let path = try call["attribute"] ?? ""
        let fallback = call.arguments.item("default")
        let isSensitive = try call.arguments.flag("case_sensitive")
        func key(_ element: Value) throws -> Value {
            let found = try ListFilters.follow(path, from: .value(element), call)
            let item = found.isUndefined ? fallback ?? found : found
            return try call.evaluator.plain(item, at: call.site.offset)
        }
        let sorted = try stableSorted(
            try call.values(),
            by: { ListFilters.folded(try key($0), unless: isSensitive) }
        )
        var groups: [(key: Value, compared: Value, members: [Value])] = []
        for element in sorted {
            let key = try key(element)
            let compared = ListFilters.folded(key, unless: isSensitive)
            if let last = groups.last, pythonEquals(last.compared, compared) {
                groups[groups.count - 1].members.append(element)
            } else {
                groups.append((key, compared, [element]))
            }
        }
        return .value(.list(groups.map { [$0.key, .list($0.members)] }))
    }
}
