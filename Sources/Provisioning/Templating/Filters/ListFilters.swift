internal import DocumentValues
internal import LinuxSystem

/// Filters over lists.
enum ListFilters {
    static let entries: [FilterEntry] = [
        FilterEntry("list", about: "the elements as a list") { call in
            let items = try call.elements()
            guard items.allSatisfy({ if case .value = $0 { true } else { false } }) else {
                return .sequence(items)
            }
            return .value(.list(try call.values()))
        },
        FilterEntry("first", about: "the first element") { call in
            try call.elements().first ?? nothing("first", call)
        },
        FilterEntry("last", about: "the last element") { call in
            try call.elements().last ?? nothing("last", call)
        },
        FilterEntry("join", parameters: ["d", "attribute"], about: "the elements as one text") {
            call in
            let attribute = try call["attribute"]
            let texts = try call.elements().map { item in
                let element = try attribute.map { try follow($0, from: item, call) } ?? item
                return try call.evaluator.plain(element, at: call.site.offset).pythonText
            }
            return .string(texts.joined(separator: try call.arguments.text("d", default: "")))
        },
        FilterEntry("reverse", about: "from last to first") { call in
            if case .string(let text) = try call.value() { return .string(String(text.reversed())) }
            return .value(.list(try call.values().reversed()))
        },
        FilterEntry(
            "sort",
            parameters: ["reverse", "case_sensitive", "attribute"],
            about: "in order, by an attribute if given"
        ) { call in
            let isSensitive = try call.arguments.flag("case_sensitive")
            let paths = try call.arguments.text("attribute").map { $0.split(separator: ",") }
            let sorted = try stableSorted(
                try call.values(),
                by: { value in
                    guard let paths else { return folded(value, unless: isSensitive) }
                    let keys = try paths.map { path in
                        let found = try follow(.string(String(path)), from: .value(value), call)
                        let key = try call.evaluator.plain(found, at: call.site.offset)
                        return folded(key, unless: isSensitive)
                    }
                    return .list(keys)
                },
                isReversed: try call.arguments.flag("reverse")
            )
            return .value(.list(sorted))
        },
        FilterEntry("flatten", parameters: ["levels", "skip_nulls"], about: "without nesting") {
            call in
            .value(
                .list(
                    flattened(
                        try call.values(),
                        levels: try call.arguments.integer("levels"),
                        skipsNulls: try call.arguments.flag("skip_nulls", default: true)
                    )
                )
            )
        },
        FilterEntry("zip", isVariadic: true, about: "tuples of the lists' elements") { call in
            let lists = try [call.values()] + others(call)
            let count = lists.map(\.count).min() ?? 0
            return .value(.list((0..<count).map { row in .list(lists.map { $0[row] }) }))
        },
        FilterEntry(
            "zip_longest",
            isVariadic: true,
            takesAnyName: true,
            about: "tuples, short lists filled up"
        ) { call in
            let fill = try call.arguments.surplus.last { $0.name == "fillvalue" }.map {
                try call.evaluator.plain($0.value, at: call.site.offset)
            }
            let lists = try [call.values()] + others(call)
            let count = lists.map(\.count).max() ?? 0
            let rows = (0..<count).map { row -> Value in
                .list(lists.map { row < $0.count ? $0[row] : fill ?? .null })
            }
            return .value(.list(rows))
        },
        FilterEntry("product", isVariadic: true, about: "every combination of the lists") { call in
            .value(.list(try combinations(try [call.values()] + others(call))))
        },
        FilterEntry("batch", parameters: ["linecount", "fill_with"], required: 1, about: "rows") {
            call in
            let values = try call.values()
            var width = values.count + 1
            if case .float(let number)? = try call["linecount"] {
                // A row is full when it is as long as the number: never, with one of parts.
                width = Int(exactly: number).map { min($0, width) } ?? width
            } else {
                width = try call.arguments.integer("linecount", default: 1)
            }
            guard width > 0 else { throw OperationFailure("'linecount' must be above zero") }
            let fill = try call["fill_with"]
            let rows = stride(from: 0, to: values.count, by: width).map { start -> Value in
                var row = Array(values[start..<min(start + width, values.count)])
                if let fill { while row.count < width { row.append(fill) } }
                return .list(row)
            }
            return .value(.list(rows))
        },
        FilterEntry("slice", parameters: ["slices", "fill_with"], required: 1, about: "columns") {
            call in
            let values = try call.values()
            let count = try call.arguments.integer("slices", default: 1)
            guard count > 0 else { throw OperationFailure("'slices' must be above zero") }
            let (length, longer) = values.count.quotientAndRemainder(dividingBy: count)
            let fill = try call["fill_with"]
            var start = 0
            let columns = (0..<count).map { column -> Value in
                let end = start + length + (column < longer ? 1 : 0)
                defer { start = end }
                let part = Array(values[start..<end])
                return .list(column >= longer && fill != nil ? part + [fill ?? .null] : part)
            }
            return .value(.list(columns))
        },
        FilterEntry("random", parameters: ["end", "start", "step", "seed"], about: "by chance") {
            call in try chance(call)
        },
        FilterEntry("shuffle", parameters: ["seed"], about: "in an order by chance") { call in
            var source = try numbers(call)
            return .value(.list(try call.values().shuffled(using: &source)))
        },
    ]

    private static func nothing(_ word: String, _ call: FilterCall) -> Item {
        let message = "no \(word) item, sequence was empty"
        let undefined = Undefined(
            message,
            word: "",
            among: [],
            at: call.site.offset,
            in: call.evaluator.origin
        )
        return .undefined(undefined)
    }

    private static func others(_ call: FilterCall) throws -> [[Value]] {
        try call.arguments.rest.map { item in
            try call.evaluator.elements(item, at: call.site.offset).map {
                try call.evaluator.plain($0, at: call.site.offset)
            }
        }
    }

    /// What Jinja's `attribute` argument names: `a.b.0`.
    static func follow(_ path: Value, from item: Item, _ call: FilterCall) throws -> Item {
        guard let text = path.string else {
            return try call.evaluator.subscripted(item, by: path, at: call.site.offset)
        }
        return try text.split(separator: ".").reduce(item) { item, part in
            let key: Value = Int(part).map { .integer($0) } ?? .string(String(part))
            return try call.evaluator.subscripted(item, by: key, at: call.site.offset)
        }
    }

    /// A key that ignores the case of texts.
    static func folded(_ value: Value, unless isSensitive: Bool) -> Value {
        guard case .string(let text) = value, !isSensitive else { return value }
        return .string(text.lowercased())
    }

    static func flattened(_ values: [Value], levels: Int?, skipsNulls: Bool) -> [Value] {
        values.flatMap { value -> [Value] in
            if skipsNulls, value == .null || value == "None" || value == "null" { return [] }
            guard case .list(let inner) = value, levels ?? 1 >= 1 else { return [value] }
            return flattened(inner, levels: levels.map { $0 - 1 }, skipsNulls: skipsNulls)
        }
    }

    static func combinations(_ lists: [[Value]]) throws -> [Value] {
        var rows: [[Value]] = [[]]
        for list in lists {
            guard rows.count * max(1, list.count) <= 1_000_000 else {
                throw OperationFailure("the product has more than 1000000 combinations")
            }
            rows = rows.flatMap { row in list.map { row + [$0] } }
        }
        return rows.map { .list($0) }
    }

    private static func numbers(_ call: FilterCall) throws -> SeededNumbers {
        try call.arguments.text("seed").map(SeededNumbers.init(text:))
            ?? SeededNumbers(.random(in: 0 ... .max))
    }

    private static func chance(_ call: FilterCall) throws -> Item {
        var source = try numbers(call)
        if case .integer(let end) = try call.value() {
            let start = try call.arguments.integer("start", default: 0)
            let step = max(1, try call.arguments.integer("step", default: 1))
            guard end > start else { throw OperationFailure("there is no number to choose") }
            let steps = (end - start - 1) / step
            return .value(.integer(start + step * Int.random(in: 0...steps, using: &source)))
        }
        guard let chosen = try call.elements().randomElement(using: &source) else {
            return nothing("random", call)
        }
        return chosen
    }
}
