internal import DocumentValues
internal import LinuxSystem

/// A number as Python's arithmetic sees it: booleans count.
enum PythonNumber {
    case integer(Int)
    case float(Double)

    init?(_ value: Value) {
        switch value {
        case .bool(let flag): self = .integer(flag ? 1 : 0)
        case .integer(let number): self = .integer(number)
        case .float(let number): self = .float(number)
        default: return nil
        }
    }

    var double: Double {
        switch self {
        case .integer(let number): Double(number)
        case .float(let number): number
        }
    }
}

/// Python's `==`: numbers of all types compare by value.
func pythonEquals(_ left: Value, _ right: Value) -> Bool {
    if let left = PythonNumber(left), let right = PythonNumber(right) {
        if case (.integer(let a), .integer(let b)) = (left, right) { return a == b }
        return left.double == right.double
    }
    switch (left, right) {
    case (.list(let a), .list(let b)):
        return a.count == b.count && zip(a, b).allSatisfy { pythonEquals($0, $1) }
    case (.map(let a), .map(let b)):
        return a.count == b.count
            && a.allSatisfy { entry in
                b[pythonKey: entry.key].map { pythonEquals(entry.value, $0) } ?? false
            }
    default:
        return left == right
    }
}

/// Python's `<`; values of different types have no order.
func pythonPrecedes(_ left: Value, _ right: Value) throws -> Bool {
    if let left = PythonNumber(left), let right = PythonNumber(right) {
        if case (.integer(let a), .integer(let b)) = (left, right) { return a < b }
        return left.double < right.double
    }
    switch (left, right) {
    case (.string(let a), .string(let b)):
        return a.precedesInPython(b)
    case (.list(let a), .list(let b)):
        for (first, second) in zip(a, b) where !pythonEquals(first, second) {
            return try pythonPrecedes(first, second)
        }
        return a.count < b.count
    default:
        throw OperationFailure(
            "'<' not supported between instances of '\(left.typeName)' and '\(right.typeName)'",
            hint: mixedTypesHint(left, right)
        )
    }
}

private func mixedTypesHint(_ left: Value, _ right: Value) -> String? {
    let names = [left.typeName, right.typeName]
    return names.contains("str") && names.contains("int")
        ? "turn the text into a number with '| int'" : nil
}

/// A comparison of two values.
func pythonHolds(
    _ comparison: Expression.Comparison,
    _ left: Value,
    _ right: Value
) throws -> Bool {
    switch comparison {
    case .equal: pythonEquals(left, right)
    case .notEqual: !pythonEquals(left, right)
    case .less: try pythonPrecedes(left, right)
    case .greater: try pythonPrecedes(right, left)
    case .lessOrEqual: try pythonEquals(left, right) || pythonPrecedes(left, right)
    case .greaterOrEqual: try pythonEquals(left, right) || pythonPrecedes(right, left)
    case .isIn: try pythonContains(right, left)
    case .isNotIn: try !pythonContains(right, left)
    }
}

/// Python's `element in container`.
func pythonContains(_ container: Value, _ element: Value) throws -> Bool {
    switch container {
    case .list(let values):
        return values.contains { pythonEquals($0, element) }
    case .map(let map):
        return map[pythonKey: element] != nil
    case .string(let text):
        guard let part = element.string else {
            throw OperationFailure(
                "'in <string>' requires string as left operand, not \(element.typeName)"
            )
        }
        return text.containsText(part)
    default:
        throw OperationFailure("argument of type '\(container.typeName)' is not iterable")
    }
}

extension String {
    /// Whether a text occurs in this one, compared by code point.
    func containsText(_ part: String) -> Bool {
        part.isEmpty || Array(utf8).firstRange(of: Array(part.utf8)) != nil
    }
}

/// Python's `-value`.
func pythonNegative(_ value: Value) throws -> Value {
    switch PythonNumber(value) {
    case .integer(let number): .integer(0 &- number)
    case .float(let number): .float(-number)
    case nil: throw OperationFailure("bad operand type for unary -: '\(value.typeName)'")
    }
}

/// The result of a binary operator.
func pythonResult(
    _ operation: Expression.Operator,
    _ left: Value,
    _ right: Value
) throws -> Value {
    if operation == .modulo, case .string(let format) = left {
        return .string(try percentFormatted(format, right))
    }
    if let left = PythonNumber(left), let right = PythonNumber(right) {
        return try arithmetic(operation, left, right)
    }
    switch (operation, left, right) {
    case (.add, .string(let a), .string(let b)): return .string(a + b)
    case (.add, .list(let a), .list(let b)): return .list(a + b)
    case (.multiply, .string(let text), _):
        if let count = PythonNumber(right) { return .string(try repeated(text, count)) }
    case (.multiply, _, .string(let text)):
        if let count = PythonNumber(left) { return .string(try repeated(text, count)) }
    case (.multiply, .list(let values), .integer(let count)):
        try checkRepeated(values.count, count)
        return .list(Array(repeatElement(values, count: max(0, count)).joined()))
    default: break
    }
    let types = "'\(left.typeName)' and '\(right.typeName)'"
    throw OperationFailure(
        "unsupported operand type(s) for \(operation.rawValue): \(types)",
        hint: operation == .add && [left, right].contains { $0.string != nil }
            ? "join texts with '~', or turn a text into a number with '| int'" : nil
    )
}

private func repeated(_ text: String, _ count: PythonNumber) throws -> String {
    guard case .integer(let count) = count else {
        throw OperationFailure("can't multiply sequence by non-int of type 'float'")
    }
    return try repeated(text, times: count)
}

/// A text so often one after the other; nothing for a number below one.
func repeated(_ text: String, times count: Int) throws -> String {
    try checkRepeated(text.utf8.count, count)
    return String(repeating: text, count: max(0, count))
}

private func checkRepeated(_ length: Int, _ count: Int) throws {
    let (total, overflow) = length.multipliedReportingOverflow(by: max(0, count))
    guard !overflow, total <= 64 << 20 else { throw OperationFailure("the result is too long") }
}

private func arithmetic(
    _ operation: Expression.Operator,
    _ left: PythonNumber,
    _ right: PythonNumber
) throws -> Value {
    guard case (.integer(let a), .integer(let b)) = (left, right), operation != .divide else {
        return try floatArithmetic(operation, left.double, right.double)
    }
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .floorDivide, .modulo:
        guard b != 0 else { throw OperationFailure("integer division or modulo by zero") }
        if b == -1 {
            if operation == .modulo { return .integer(0) }
            result = 0.subtractingReportingOverflow(a)
            break
        }
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        let isFloored = remainder != 0 && (remainder < 0) != (b < 0)
        let value =
            operation == .modulo
            ? (isFloored ? remainder + b : remainder) : (isFloored ? quotient - 1 : quotient)
        return .integer(value)
    case .power:
        guard b >= 0 else { return .float(power(Double(a), Double(b))) }
        return .integer(try integerPower(a, b))
    case .divide: return .null
    }
    guard !result.overflow else { throw OperationFailure("the number does not fit into 64 bits") }
    return .integer(result.partialValue)
}

private func integerPower(_ base: Int, _ exponent: Int) throws -> Int {
    var result = 1
    var square = base
    var remaining = exponent
    while remaining > 0 {
        if remaining & 1 == 1 {
            let (product, overflow) = result.multipliedReportingOverflow(by: square)
            guard !overflow else { throw OperationFailure("the number does not fit into 64 bits") }
            result = product
        }
        remaining >>= 1
        guard remaining > 0 else { break }
        let (product, overflow) = square.multipliedReportingOverflow(by: square)
        guard !overflow else { throw OperationFailure("the number does not fit into 64 bits") }
        square = product
    }
    return result
}

private func floatArithmetic(
    _ operation: Expression.Operator,
    _ a: Double,
    _ b: Double
) throws -> Value {
    switch operation {
    case .add: return .float(a + b)
    case .subtract: return .float(a - b)
    case .multiply: return .float(a * b)
    case .power: return .float(power(a, b))
    case .divide, .floorDivide, .modulo:
        guard b != 0 else { throw OperationFailure("division by zero") }
        guard operation != .divide else { return .float(a / b) }
        let quotient = (a / b).rounded(.down)
        return .float(operation == .modulo ? a - quotient * b : quotient)
    }
}

/// The elements that Python's `[start:stop:step]` chooses.
func slice(_ value: Value, _ bounds: [Value?]) throws -> Value {
    func bound(_ value: Value?) throws -> Int? {
        guard let value, value != .null else { return nil }
        guard let number = value.integer else {
            throw OperationFailure("slice indices must be integers or None")
        }
        return number
    }
    let step = try bound(bounds[2]) ?? 1
    guard step != 0 else { throw OperationFailure("slice step cannot be zero") }
    let (start, stop) = (try bound(bounds[0]), try bound(bounds[1]))
    switch value {
    case .list(let values):
        return .list(positions(values.count, start, stop, step).map { values[$0] })
    case .string(let text):
        let characters = Array(text)
        return .string(
            String(positions(characters.count, start, stop, step).map { characters[$0] })
        )
    default:
        throw OperationFailure("'\(value.typeName)' object cannot be sliced")
    }
}

private func positions(_ count: Int, _ start: Int?, _ stop: Int?, _ step: Int) -> [Int] {
    func clamped(_ index: Int, _ range: ClosedRange<Int>) -> Int {
        min(max(index < 0 ? index + count : index, range.lowerBound), range.upperBound)
    }
    if step > 0 {
        let first = clamped(start ?? 0, 0...count)
        let last = clamped(stop ?? count, 0...count)
        return Array(stride(from: first, to: max(first, last), by: step))
    }
    let range = -1...(max(count, 1) - 1)
    let first = start.map { clamped($0, range) } ?? count - 1
    let last = stop.map { clamped($0, range) } ?? -1
    return Array(stride(from: first, to: min(first, last), by: step)).filter { $0 < count }
}
