internal import DocumentValues

/// Python's methods of `dict`.
enum MapMethods {
    static let entries: [String: ValueMethods.Entry] = [
        "keys": reading { map, _ in .list(map.keys) },
        "values": reading { map, _ in .list(map.values) },
        "items": reading { map, _ in .list(map.map { [$0.key, $0.value] }) },
        "copy": reading { map, _ in .map(map) },
        "get": reading(["key", "default"], required: 1) { map, arguments in
            try map[pythonKey: arguments["key"] ?? .null] ?? arguments["default"] ?? .null
        },
        "update": changing(["other"], required: 0, takesAnyName: true) { map, arguments in
            if let other = try arguments["other"] {
                for pair in other.list ?? [] {
                    guard let parts = pair.list, parts.count == 2 else {
                        throw OperationFailure("'update' takes a mapping or pairs")
                    }
                    map[parts[0]] = parts[1]
                }
                if let entries = other.map { map.merge(entries) }
            }
            for (name, item) in arguments.surplus {
                map[name] = try arguments.site.evaluator.plain(item, at: arguments.site.offset)
            }
            return .null
        },
        "setdefault": changing(["key", "default"], required: 1) { map, arguments in
            let key = try arguments["key"] ?? .null
            let value = try map[pythonKey: key] ?? arguments["default"] ?? .null
            map[key] = value
            return value
        },
        "pop": changing(["key", "default"], required: 1) { map, arguments in
            let key = try arguments["key"] ?? .null
            guard let value = map[pythonKey: key] else {
                guard let value = try arguments["default"] else {
                    throw OperationFailure("the mapping has no key \(key.pythonRepr)")
                }
                return value
            }
            map[key] = nil
            return value
        },
        "popitem": changing([], required: 0) { map, _ in
            guard let key = map.keys.last, let value = map[key] else {
                throw OperationFailure("popitem(): dictionary is empty")
            }
            map[key] = nil
            return [key, value]
        },
        "clear": changing([], required: 0) { map, _ in
            map = ValueMap()
            return .null
        },
    ]

    private static func reading(
        _ parameters: [String] = [],
        required: Int = 0,
        _ function: @escaping @Sendable (ValueMap, BoundArguments) throws -> Value
    ) -> ValueMethods.Entry {
        ValueMethods.reading(parameters, required: required) { value, arguments in
            try function(value.map ?? ValueMap(), arguments)
        }
    }

    private static func changing(
        _ parameters: [String],
        required: Int,
        takesAnyName: Bool = false,
        _ function: @escaping @Sendable (inout ValueMap, BoundArguments) throws -> Value
    ) -> ValueMethods.Entry {
        ValueMethods.changing(
            parameters,
            required: required,
            takesAnyName: takesAnyName
        ) { value, arguments in
            var map = value.map ?? ValueMap()
            let result = try function(&map, arguments)
            value = .map(map)
            return result
        }
    }
}
