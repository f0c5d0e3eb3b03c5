internal import DocumentValues

extension Evaluator {
    /// The data of an item; what is undefined or no data is an error.
    func plain(_ item: Item, at offset: Int) throws -> Value {
        switch item {
        case .value(let value): return value
        case .undefined(let undefined): throw undefined.failure
        case .sequence(let items):
            return .list(try items.map { try plain($0, at: offset) })
        case .function(let function):
            throw failure(
                "'\(function.name)' is a function, not a value",
                at: offset,
                hint: "write '\(function.name)(…)'"
            )
        case .object(let object):
            if let value = object.plainValue { return value }
            throw failure("this is a \(object.typeName), not a value", at: offset)
        case .scope(let scope):
            var map = ValueMap()
            for name in scope.scope.names {
                map[name] = try variable(name, in: scope, at: offset).map {
                    try plain($0, at: offset)
                }
            }
            return .map(map)
        case .mapping(let mapping, let context):
            var map = ValueMap()
            for key in mapping.keys {
                guard let binding = mapping.binding(of: key) else { continue }
                map[key] = try plain(try self.item(binding, in: context, at: offset), at: offset)
            }
            return .map(map)
        }
    }

    /// The elements that a loop or a list filter goes through.
    func elements(_ item: Item, at offset: Int) throws -> [Item] {
        switch item {
        case .sequence(let items): return items
        case .undefined(let undefined): throw undefined.failure
        case .scope(let scope): return scope.scope.names.map { .string($0) }
        case .mapping(let mapping, _): return mapping.keys.map { .string($0) }
        case .value(.list(let values)): return values.map { .value($0) }
        case .value(.map(let map)): return map.keys.map { .value($0) }
        case .value(.string(let text)): return text.map { .string(String($0)) }
        case .value(let value):
            throw failure("'\(value.typeName)' object is not iterable", at: offset)
        case .function, .object:
            throw failure("this is not iterable", at: offset)
        }
    }

    /// Python's truth of an item.
    func isTruthy(_ item: Item, at offset: Int) throws -> Bool {
        switch item {
        case .value(let value): value.isTruthy
        case .sequence(let items): !items.isEmpty
        case .undefined(let undefined): throw undefined.failure
        case .function, .object: true
        case .scope(let scope): !scope.scope.names.isEmpty
        case .mapping(let mapping, _): !mapping.keys.isEmpty
        }
    }

    /// What a template prints for an item: Python's `str`, nothing for null.
    func printed(_ item: Item, at offset: Int) throws -> String {
        let value = try plain(item, at: offset)
        if case .null = value { return "" }
        return value.pythonText
    }
}
