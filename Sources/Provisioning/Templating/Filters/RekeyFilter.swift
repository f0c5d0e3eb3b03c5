internal import DocumentValues

/// The filter `rekey_on_member`.
enum RekeyFilter {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "rekey_on_member",
            parameters: ["key", "duplicates"],
            required: 1,
            about: "the mappings by one of their entries",
            rekeyed
        )
    ]

    @Sendable
    private static func rekeyed(_ call: FilterCall) throws -> Item {
        let duplicates = try call.arguments.text("duplicates", default: "error")
        guard ["error", "overwrite"].contains(duplicates) else {
            throw OperationFailure(
                "duplicates parameter to rekey_on_member has unknown value: \(duplicates)",
                expected: "error or overwrite"
            )
        }
        let key = try call["key"] ?? .null
        let value = try call.value()
        guard let elements = value.map.map(\.values) ?? value.list else {
            throw OperationFailure("Type is not a valid list, set, or dict")
        }
        var result = ValueMap()
        for element in elements {
            guard let map = element.map else {
                throw OperationFailure("List item is not a valid dict")
            }
            guard let name = map[key] else {
                throw OperationFailure("Key \(key.pythonText) was not found")
            }
            if duplicates == "error", result[name] != nil {
                throw OperationFailure(
                    "Key \(name.pythonText) is not unique, cannot correctly turn into dict"
                )
            }
            result[name] = element
        }
        return .value(.map(result))
    }
}
