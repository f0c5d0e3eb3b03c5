internal import DocumentValues

/// Python's `text.format(…)`.
func braceFormatted(_ format: String, _ positional: [Value], _ named: ValueMap) throws -> String {
    var result = ""
    var nextIndex = 0
    var rest = Substring(format)
    while let character = rest.popFirst() {
        if character == "{" || character == "}", rest.first == character {
            rest.removeFirst()
            result.append(character)
            continue
        }
        guard character != "}" else {
            throw OperationFailure("Single '}' encountered in format string")
        }
        guard character == "{" else {
            result.append(character)
            continue
        }
        guard let close = rest.firstIndex(of: "}") else {
            throw OperationFailure("Single '{' encountered in format string")
        }
        var field = rest[..<close]
        rest = rest[rest.index(after: close)...]
        let path = field.prefix { $0 != ":" && $0 != "!" }
        field = field.dropFirst(path.count)
        let value = try fieldValue(path, positional, named, &nextIndex)
        result += try formattedField(value, &field)
    }
    return result
}

private func formattedField(_ value: Value, _ field: inout Substring) throws -> String {
    var value = value
    if field.first == "!" {
        value =
            field.dropFirst().first == "r" ? .string(value.pythonRepr) : .string(value.pythonText)
        field = field.dropFirst(2)
    }
    guard field.first == ":" else { return value.pythonText }
    field.removeFirst()
    let specification = FormatSpecification(brace: &field)
    let isNumber = PythonNumber(value) != nil && value.bool == nil
    let conversion = field.first ?? (value.integer != nil ? "d" : "s")
    if conversion == "s" || field.first == nil && value.integer == nil {
        var texts = specification
        if !isNumber, !texts.isRight, !texts.isCentred { texts.isLeft = true }
        return try texts.formatted(value, as: "s")
    }
    return try specification.formatted(value, as: conversion)
}

private func fieldValue(
    _ path: Substring,
    _ positional: [Value],
    _ named: ValueMap,
    _ nextIndex: inout Int
) throws -> Value {
    let head = path.prefix { $0 != "." && $0 != "[" }
    var value: Value
    if head.isEmpty || Int(head) != nil {
        let index = Int(head) ?? nextIndex
        if head.isEmpty { nextIndex += 1 }
        guard positional.indices.contains(index) else {
            throw OperationFailure(
                "Replacement index \(index) out of range for positional args tuple"
            )
        }
        value = positional[index]
    } else {
        guard let found = named[String(head)] else {
            throw OperationFailure("the format's key '\(head)' is not given")
        }
        value = found
    }
    let keys = path.dropFirst(head.count).split { ".[]".contains($0) }
    for key in keys {
        let entry: Value? =
            if case .list(let values) = value {
                Int(key).flatMap { pythonIndex($0, values.count) }.map { values[$0] }
            } else {
                value[String(key)]
            }
        guard let entry else { throw OperationFailure("the format's key '\(key)' is not given") }
        value = entry
    }
    return value
}
