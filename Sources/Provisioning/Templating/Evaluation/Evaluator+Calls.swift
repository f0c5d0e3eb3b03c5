internal import DocumentValues

extension Evaluator {
    /// Calls a function, a macro or a method.
    func call(
        _ function: Expression,
        _ arguments: ArgumentExpressions,
        at offset: Int
    ) throws -> Item {
        if case .attribute(let base, let name) = function.form,
            ValueMethods.changesReceiver.contains(name), let path = Path(base),
            let changed = try changingCall(name, path, base, arguments, function.offset)
        {
            return changed
        }
        let callee = try item(function)
        let evaluated = try self.arguments(arguments)
        switch callee {
        case .function(let function):
            return try run(function, evaluated, at: offset)
        case .object(let object):
            guard case .function(let function)? = object.attribute("__call__") else {
                throw failure("this is no function", at: offset)
            }
            return try run(function, evaluated, at: offset)
        case .undefined(let undefined):
            throw undefined.failure
        default:
            throw failure("this is no function", at: offset)
        }
    }

    private func run(
        _ function: TemplateFunction,
        _ arguments: CallArguments,
        at offset: Int
    ) throws -> Item {
        try deeper(offset) {
            try placed(offset) {
                try function.call(CallSite(evaluator: self, offset: offset), arguments)
            }
        }
    }

    /// The evaluated arguments of a call.
    func arguments(_ arguments: ArgumentExpressions) throws -> CallArguments {
        var result = CallArguments()
        result.positional = try arguments.positional.map { try item($0) }
        result.named = try arguments.named.map { ($0.name, try item($0.value)) }
        if let starred = arguments.starred {
            result.positional += try elements(try item(starred), at: starred.offset)
        }
        if let starred = arguments.doubleStarred {
            guard let map = try value(starred).map else {
                throw failure("'**' takes a mapping", at: starred.offset)
            }
            result.named += map.map { ($0.key.pythonText, .value($0.value)) }
        }
        return result
    }

    /// A variable, or an entry of one, that a method such as `append` changes in place.
    private struct Path {
        let name: String
        var keys: [Expression] = []
        var attributes: [String?] = []

        init?(_ expression: Expression) {
            switch expression.form {
            case .name(let name):
                self.name = name
            case .attribute(let base, let attribute):
                guard var path = Path(base) else { return nil }
                path.keys.append(expression)
                path.attributes.append(attribute)
                self = path
            case .item(let base, let key):
                guard var path = Path(base) else { return nil }
                path.keys.append(key)
                path.attributes.append(nil)
                self = path
            default:
                return nil
            }
        }
    }

    /// A call that changes its receiver; nil when the receiver is no such list or mapping.
    private func changingCall(
        _ name: String,
        _ path: Path,
        _ receiver: Expression,
        _ arguments: ArgumentExpressions,
        _ offset: Int
    ) throws -> Item? {
        guard case .value(let target) = try item(receiver), ValueMethods.exists(name, on: target)
        else { return nil }
        let evaluated = try self.arguments(arguments)
        let site = CallSite(evaluator: self, offset: offset)
        let (result, changed) = try placed(offset) {
            try ValueMethods.call(name, on: target, evaluated, site)
        }
        guard let changed else { return result }
        var keys: [Value] = []
        for (key, attribute) in zip(path.keys, path.attributes) {
            keys.append(try attribute.map { .string($0) } ?? value(key))
        }
        try store(changed, in: path.name, keys[...])
        return result
    }

    private func store(_ value: Value, in name: String, _ keys: ArraySlice<Value>) throws {
        let holder = frame.holder(of: name)
        let current = try holder?.variables[name] ?? lookUp(name, at: 0)
        if case .object(let object) = current, let first = keys.first?.string {
            guard case .value(let old)? = object.attribute(first) else { return }
            _ = object.assign(first, .value(replacing(keys.dropFirst(), in: old, with: value)))
            return
        }
        guard case .value(let old) = current else { return }
        var root = frame
        while let parent = root.parent { root = parent }
        (holder ?? root).variables[name] = .value(replacing(keys, in: old, with: value))
    }

    private func replacing(
        _ keys: ArraySlice<Value>,
        in container: Value,
        with value: Value
    ) -> Value {
        guard let key = keys.first else { return value }
        switch (container, key) {
        case (.map(var map), _):
            map[key] = replacing(keys.dropFirst(), in: map[key] ?? .null, with: value)
            return .map(map)
        case (.list(var values), .integer(let index)):
            guard let position = pythonIndex(index, values.count) else { return container }
            values[position] = replacing(keys.dropFirst(), in: values[position], with: value)
            return .list(values)
        default:
            return container
        }
    }
}
