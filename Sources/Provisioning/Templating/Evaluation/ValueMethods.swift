internal import DocumentValues

/// Python's methods of texts, lists and mappings.
enum ValueMethods {
    typealias Method = @Sendable (Value, BoundArguments) throws -> (result: Item, changed: Value?)

    /// One method, with the names of its parameters.
    struct Entry: Sendable {
        let parameters: Parameters
        let function: Method
    }

    /// The methods of mappings, which hide entries of the same name.
    static let ofMaps: Set<String> = Set(MapMethods.entries.keys)

    /// The methods that change what they are called on.
    static let changesReceiver: Set<String> = [
        "append", "extend", "insert", "pop", "remove", "sort", "reverse", "clear", "update",
        "setdefault", "popitem",
    ]

    /// Whether the value has the method.
    static func exists(_ name: String, on value: Value) -> Bool {
        entry(name, on: value) != nil
    }

    private static func entry(_ name: String, on value: Value) -> Entry? {
        switch value {
        case .string: TextMethods.entries[name]
        case .list: ListMethods.entries[name]
        case .map: MapMethods.entries[name]
        case .integer, .float, .bool, .null: nil
        }
    }

    /// Calls a method; `changed` is what became of the receiver, if the method changes it.
    static func call(
        _ name: String,
        on value: Value,
        _ arguments: CallArguments,
        _ site: CallSite
    ) throws -> (result: Item, changed: Value?) {
        guard let entry = entry(name, on: value) else {
            throw OperationFailure("'\(value.pythonTypeWords)' has no attribute '\(name)'")
        }
        let bound = try BoundArguments(arguments, to: entry.parameters, of: "'\(name)'", site)
        return try entry.function(value, bound)
    }

    /// A method that changes nothing.
    static func reading(
        _ parameters: [String] = [],
        required: Int = 0,
        isVariadic: Bool = false,
        takesAnyName: Bool = false,
        _ function: @escaping @Sendable (Value, BoundArguments) throws -> Value
    ) -> Entry {
        let parameters = Parameters(
            names: parameters,
            required: required,
            isVariadic: isVariadic,
            takesAnyName: takesAnyName
        )
        return Entry(parameters: parameters) { (.value(try function($0, $1)), nil) }
    }

    /// A method that changes its receiver.
    static func changing(
        _ parameters: [String] = [],
        required: Int = 0,
        takesAnyName: Bool = false,
        _ function: @escaping @Sendable (inout Value, BoundArguments) throws -> Value
    ) -> Entry {
        let parameters = Parameters(
            names: parameters,
            required: required,
            takesAnyName: takesAnyName
        )
        return Entry(parameters: parameters) { value, arguments in
            var changed = value
            let result = try function(&changed, arguments)
            return (.value(result), changed)
        }
    }
}
