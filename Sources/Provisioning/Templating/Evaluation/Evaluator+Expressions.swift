internal import DocumentValues

extension Evaluator {
    /// The item of an expression.
    func item(_ expression: Expression) throws -> Item {
        switch expression.form {
        case .constant(let value): return .value(value)
        case .name(let name): return try lookUp(name, at: expression.offset)
        case .list(let elements): return list(try elements.map { try item($0) })
        case .map(let pairs): return .value(.map(try map(pairs)))
        case .attribute(let base, let name):
            return try attribute(name, of: try partial(base), at: expression.offset)
        case .item(let base, let key):
            return try subscripted(try partial(base), by: try value(key), at: expression.offset)
        case .slice(let base, let start, let stop, let step):
            let bounds = try [start, stop, step].map { try $0.map { try value($0) } }
            let sliced = try value(base)
            let part = Item.value(try placed(expression.offset) { try slice(sliced, bounds) })
            keep(part, madeOf: [.value(sliced)])
            return part
        case .call(let function, let arguments):
            return try call(function, arguments, at: expression.offset)
        case .filter(let input, let name, let arguments):
            return try filter(try item(input), name, arguments, at: expression.offset)
        case .test(let input, let name, let arguments):
            return .value(.bool(try test(try item(input), name, arguments, at: expression.offset)))
        case .conditional(let condition, let then, let otherwise):
            if try holds(condition) { return try item(then) }
            return try otherwise.map { try item($0) } ?? .string("")
        default:
            return try operation(expression)
        }
    }

    /// The data of an expression.
    func value(_ expression: Expression) throws -> Value {
        try plain(try item(expression), at: expression.offset)
    }

    /// Python's truth of an expression.
    func holds(_ expression: Expression) throws -> Bool {
        try isTruthy(try item(expression), at: expression.offset)
    }

    private func operation(_ expression: Expression) throws -> Item {
        switch expression.form {
        case .negative(let operand):
            let number = try value(operand)
            return .value(try placed(expression.offset) { try pythonNegative(number) })
        case .positive(let operand):
            return .value(try value(operand))
        case .binary(let operation, let left, let right):
            let (first, second) = (try item(left), try item(right))
            if operation == .subtract, let span = Moment.difference(first, second) { return span }
            let values = (
                try plain(first, at: left.offset), try plain(second, at: right.offset)
            )
            return .value(
                try placed(expression.offset) {
                    try pythonResult(operation, values.0, values.1)
                }
            )
        case .concatenation(let parts):
            return .string(try parts.map { try value($0).pythonText }.joined())
        case .comparison(let first, let rest):
            return .value(.bool(try comparison(first, rest)))
        case .not(let operand):
            return .value(.bool(try !holds(operand)))
        case .and(let left, let right):
            let first = try item(left)
            return try isTruthy(first, at: left.offset) ? try item(right) : first
        case .or(let left, let right):
            let first = try item(left)
            return try isTruthy(first, at: left.offset) ? first : try item(right)
        default:
            return .null
        }
    }

    private func comparison(
        _ first: Expression,
        _ rest: [(comparison: Expression.Comparison, operand: Expression)]
    ) throws -> Bool {
        var left = try value(first)
        for (comparison, operand) in rest {
            let rightItem = try item(operand)
            let holds: Bool
            switch (comparison, rightItem) {
            case (.isIn, .scope), (.isIn, .mapping):
                holds = try contains(rightItem, left, at: operand.offset)
            case (.isNotIn, .scope), (.isNotIn, .mapping):
                holds = try !contains(rightItem, left, at: operand.offset)
            default:
                let right = try plain(rightItem, at: operand.offset)
                holds = try placed(operand.offset) { try pythonHolds(comparison, left, right) }
                left = right
            }
            guard holds else { return false }
        }
        return true
    }

    private func contains(_ container: Item, _ key: Value, at offset: Int) throws -> Bool {
        try elements(container, at: offset).contains { element in
            guard case .value(let value) = element else { return false }
            return value == key
        }
    }

    private func list(_ items: [Item]) -> Item {
        var values: [Value] = []
        for item in items {
            guard case .value(let value) = item else { return .sequence(items) }
            values.append(value)
        }
        return .value(.list(values))
    }

    private func map(_ pairs: [(key: Expression, value: Expression)]) throws -> ValueMap {
        var map = ValueMap()
        for (key, expression) in pairs { map[try value(key)] = try value(expression) }
        return map
    }
}
