internal import DocumentValues

/// Tests of what a value is.
enum TypeTests {
    static let entries: [TestEntry] = [
        TestEntry("defined", about: "it has a value") { !$0.input.isUndefined },
        TestEntry("undefined", about: "it has no value") { $0.input.isUndefined },
        TestEntry("none", about: "it is null") { try data($0) == .null },
        TestEntry("boolean", about: "it is true or false") { try data($0)?.bool != nil },
        TestEntry("true", about: "it is true itself") { try data($0) == true },
        TestEntry("false", about: "it is false itself") { try data($0) == false },
        TestEntry("integer", about: "it is a whole number") { try data($0)?.integer != nil },
        TestEntry("float", about: "it is a number with decimals") { call in
            if case .float? = try data(call) { true } else { false }
        },
        TestEntry("number", about: "it is a number") { call in
            try data(call).map { PythonNumber($0) != nil } ?? false
        },
        TestEntry("string", about: "it is a text") { try data($0)?.string != nil },
        TestEntry("mapping", about: "it is a mapping") { call in
            switch call.input {
            case .scope, .mapping: true
            default: try data(call)?.map != nil
            }
        },
        TestEntry("sequence", about: "it has elements in an order") { call in
            switch try call.value() {
            case .list, .map, .string: true
            default: false
            }
        },
        TestEntry("iterable", about: "a loop can go through it") { call in
            switch try call.value() {
            case .list, .map, .string: true
            default: false
            }
        },
        TestEntry("callable", about: "it can be called") { call in
            if case .function = call.input { true } else { false }
        },
        TestEntry("truthy", parameters: ["convert_bool"], about: "it counts as true") { call in
            try isTrue(call)
        },
        TestEntry("falsy", parameters: ["convert_bool"], about: "it counts as false") { call in
            try !isTrue(call)
        },
        TestEntry("filter", about: "there is a filter of that name") { call in
            FilterTable.entry(try call.text()) != nil
        },
        TestEntry("test", about: "there is a test of that name") { call in
            TestTable.entry(try call.text()) != nil
        },
    ]

    /// The input; nil when it is undefined, which is of no type.
    private static func data(_ call: FilterCall) throws -> Value? {
        call.input.isUndefined ? nil : try call.value()
    }

    private static func isTrue(_ call: FilterCall) throws -> Bool {
        let value = try call.value()
        guard try call.arguments.flag("convert_bool") else { return value.isTruthy }
        return pythonBoolean(value) ?? value.isTruthy
    }
}
