internal import DocumentValues

/// Defaults, types and choices.
enum BasicFilters {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "default",
            "d",
            parameters: ["default_value", "boolean"],
            about: "another value when the input is undefined, or false with `true`"
        ) { call in
            let replacement = call.arguments.item("default_value") ?? .string("")
            if call.input.isUndefined { return replacement }
            guard try call.arguments.flag("boolean") else { return call.input }
            let holds = try call.evaluator.isTruthy(call.input, at: call.site.offset)
            return holds ? call.input : replacement
        },
        FilterEntry("mandatory", parameters: ["msg"], about: "an error when undefined") { call in
            guard call.input.isUndefined, let message = try call.arguments.text("msg") else {
                _ = try call.value()
                return call.input
            }
            throw OperationFailure(message)
        },
        FilterEntry(
            "ternary",
            parameters: ["true_val", "false_val", "none_val"],
            required: 2,
            about: "one of two values, by the input's truth"
        ) { call in
            let value = try call.value()
            if case .null = value, let item = call.arguments.item("none_val") { return item }
            return call.arguments.item(value.isTruthy ? "true_val" : "false_val") ?? .null
        },
        FilterEntry("bool", about: "true for yes, on, true, 1; else false") { call in
            let value = try call.value()
            switch value {
            case .null, .bool: return .value(value)
            case .integer(let number): return .value(.bool(number == 1))
            case .float(let number): return .value(.bool(number == 1))
            case .string(let text):
                return .value(.bool(["yes", "on", "1", "true"].contains(text.lowercased())))
            case .list, .map: return .value(false)
            }
        },
        FilterEntry("string", about: "the input as text") { call in .string(try call.text()) },
        FilterEntry(
            "int",
            parameters: ["default", "base"],
            about: "the input as whole number, 0 when it is none"
        ) { call in
            let fallback = try call["default"] ?? 0
            let base = try call.arguments.integer("base", default: 10)
            return .value(
                try wholeNumber(try call.value(), base: base).map { .integer($0) } ?? fallback
            )
        },
        FilterEntry("float", parameters: ["default"], about: "the input as number") { call in
            let fallback = try call["default"] ?? 0.0
            return .value(realNumber(try call.value()).map { .float($0) } ?? fallback)
        },
        FilterEntry("type_debug", about: "the name of the input's type") { call in
            if call.input.isUndefined { return .string("AnsibleUndefined") }
            return .string(try call.value().typeName)
        },
        FilterEntry("length", "count", about: "the number of elements, entries or characters") {
            call in
            switch try call.value() {
            case .string(let text): return .value(.integer(text.unicodeScalars.count))
            case .list(let values): return .value(.integer(values.count))
            case .map(let map): return .value(.integer(map.count))
            case let other:
                throw OperationFailure("object of type '\(other.typeName)' has no len()")
            }
        },
    ]

    private static func wholeNumber(_ value: Value, base: Int) throws -> Int? {
        switch PythonNumber(value) {
        case .integer(let number): return number
        case .float(let number): return try whole(number)
        case nil: break
        }
        guard let text = value.string else { return nil }
        var digits = stripped(text, nil, atStart: true, atEnd: true).filter { $0 != "_" }
        let prefixes = [16: "0x", 8: "0o", 2: "0b"]
        if let prefix = prefixes[base], digits.lowercased().hasPrefix(prefix) {
            digits = String(digits.dropFirst(2))
        }
        if (2...36).contains(base), let number = Int(digits, radix: base) { return number }
        guard base == 10, let number = realNumber(value) else { return nil }
        return try whole(number)
    }

    /// The whole part of a number; nil of what is none.
    private static func whole(_ number: Double) throws -> Int? {
        guard number.isFinite else { return nil }
        guard abs(number) < 9e18 else {
            throw OperationFailure("the number does not fit into 64 bits")
        }
        return Int(number)
    }

    private static func realNumber(_ value: Value) -> Double? {
        if let number = PythonNumber(value) { return number.double }
        guard let text = value.string else { return nil }
        return Double(stripped(text, nil, atStart: true, atEnd: true))
    }
}
