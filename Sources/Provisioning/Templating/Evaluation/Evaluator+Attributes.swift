internal import DocumentValues

extension Evaluator {
    /// The base of an attribute or item, of which the rest need not be evaluated: an entry of a
    /// variable that is a mapping of templates is evaluated alone.
    func partial(_ expression: Expression) throws -> Partial {
        switch expression.form {
        case .name(let name):
            guard frame[name] == nil, context.evaluated[name] == nil,
                case .node(let node)? = context.scope.binding(of: name), node.map != nil
            else { break }
            return .node(node, context, "'\(name)' is used at", expression.offset)
        case .attribute(let base, let name):
            return try member(.string(name), of: try partial(base), expression)
                ?? .item(try item(expression))
        case .item(let base, let key):
            guard case .constant(let constant) = key.form else { break }
            return try member(constant, of: try partial(base), expression)
                ?? .item(try item(expression))
        default: break
        }
        return .item(try item(expression))
    }

    /// Something whose entries may be evaluated one by one.
    enum Partial {
        case item(Item)
        case node(Node, ScopeContext, String, Int)
    }

    private func member(
        _ key: Value,
        of base: Partial,
        _ expression: Expression
    ) throws -> Partial? {
        guard case .node(let node, let context, let use, let offset) = base,
            let text = key.string, let entry = node[text], entry.map != nil
        else { return nil }
        return .node(entry, context, use, offset)
    }

    private func whole(_ partial: Partial) throws -> Item {
        switch partial {
        case .item(let item): return item
        case .node(let node, let context, _, let offset):
            return try item(of: node, in: context, at: offset)
        }
    }

    private func entry(_ key: Value, of partial: Partial) throws -> Item? {
        guard case .node(let node, let context, _, let offset) = partial, let text = key.string,
            let entry = node[text]
        else { return nil }
        return try item(of: entry, in: context, at: offset)
    }

    /// `base.name`: Python's methods come before the entries of a mapping.
    func attribute(_ name: String, of partial: Partial, at offset: Int) throws -> Item {
        if !ValueMethods.ofMaps.contains(name), let item = try entry(.string(name), of: partial) {
            return item
        }
        return try attribute(name, of: try whole(partial), at: offset)
    }

    /// The item `base[key]`.
    func subscripted(_ partial: Partial, by key: Value, at offset: Int) throws -> Item {
        if let item = try entry(key, of: partial) { return item }
        return try subscripted(try whole(partial), by: key, at: offset)
    }

    /// `base.name` of an item.
    func attribute(_ name: String, of base: Item, at offset: Int) throws -> Item {
        switch base {
        case .undefined(let undefined):
            return .undefined(undefined)
        case .object(let object):
            return object.attribute(name)
                ?? missing(
                    "'\(object.typeName) object' has no attribute '\(name)'",
                    name,
                    [],
                    offset
                )
        case .value(let value):
            if ValueMethods.exists(name, on: value) {
                return method(name, of: base)
            }
            return try subscripted(base, by: .string(name), at: offset)
        case .scope, .mapping:
            if ValueMethods.ofMaps.contains(name) { return method(name, of: base) }
            return try subscripted(base, by: .string(name), at: offset)
        case .sequence:
            return method(name, of: base)
        case .function(let function):
            return missing("'\(function.name)' has no attribute '\(name)'", name, [], offset)
        }
    }

    private func method(_ name: String, of base: Item) -> Item {
        .function(
            TemplateFunction(name: name) { site, arguments in
                let value = try site.evaluator.plain(base, at: site.offset)
                let result = try site.evaluator.placed(site.offset) {
                    try ValueMethods.call(name, on: value, arguments, site).result
                }
                let sources = [.value(value)] + arguments.positional + arguments.named.map(\.value)
                site.evaluator.keep(result, madeOf: sources)
                return result
            }
        )
    }

    /// `base[key]` of an item.
    func subscripted(_ base: Item, by key: Value, at offset: Int) throws -> Item {
        switch base {
        case .value(let value):
            return element(of: value, key, at: offset)
        case .sequence(let items):
            guard let index = key.integer, let position = pythonIndex(index, items.count) else {
                return missing("list object has no element \(key.pythonRepr)", "", [], offset)
            }
            return items[position]
        case .undefined(let undefined):
            return .undefined(undefined)
        case .object(let object):
            return object.attribute(key.pythonText)
                ?? missing(
                    "'\(object.typeName) object' has no attribute \(key.pythonRepr)",
                    "",
                    [],
                    offset
                )
        case .scope(let scope):
            let name = key.pythonText
            return try variable(name, in: scope, at: offset)
                ?? missing("'\(name)' is undefined", name, scope.scope.names, offset)
        case .mapping(let mapping, let context):
            let name = key.pythonText
            guard let binding = mapping.binding(of: name) else {
                let message = mapping.missing(name) ?? "'dict object' has no attribute '\(name)'"
                return missing(message, name, mapping.keys, offset)
            }
            return try item(binding, in: context, at: offset)
        case .function(let function):
            return missing("'\(function.name)' has no items", "", [], offset)
        }
    }

    private func element(of value: Value, _ key: Value, at offset: Int) -> Item {
        switch (value, key) {
        case (.map(let map), _):
            if let found = map[pythonKey: key] { return .value(found) }
            let message = "'dict object' has no attribute \(key.pythonRepr)"
            return missing(message, key.string ?? "", map.keys.compactMap(\.string), offset)
        case (.list(let values), .integer(let index)):
            guard let position = pythonIndex(index, values.count) else {
                return missing("list object has no element \(index)", "", [], offset)
            }
            return .value(values[position])
        case (.string(let text), .integer(let index)):
            let characters = Array(text)
            guard let position = pythonIndex(index, characters.count) else {
                return missing("str object has no element \(index)", "", [], offset)
            }
            return .string(String(characters[position]))
        default:
            let words = value.pythonTypeWords
            return missing("'\(words)' has no attribute \(key.pythonRepr)", "", [], offset)
        }
    }

    private func missing(
        _ message: String,
        _ word: String,
        _ known: @escaping @autoclosure () -> [String],
        _ offset: Int
    ) -> Item {
        .undefined(Undefined(message, word: word, among: known(), at: offset, in: origin))
    }
}

/// The position of a Python index, which counts from the end when negative.
func pythonIndex(_ index: Int, _ count: Int) -> Int? {
    let position = index < 0 ? index + count : index
    return (0..<count).contains(position) ? position : nil
}

extension Value {
    /// The type as Jinja's messages have it: `dict object`, `str object`.
    var pythonTypeWords: String {
        if case .null = self { return "None" }
        return typeName + " object"
    }
}

extension ValueMap {
    /// The entry of a key by Python's equality: `1`, `1.0` and `True` are one key.
    subscript(pythonKey key: Value) -> Value? {
        if let value = self[key] { return value }
        switch key {
        case .bool, .integer, .float: return first { pythonEquals($0.key, key) }?.value
        default: return nil
        }
    }
}
