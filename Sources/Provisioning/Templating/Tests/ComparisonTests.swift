internal import DocumentValues

/// Tests that compare with another value.
enum ComparisonTests {
    static let entries: [TestEntry] = [
        comparison(["eq", "==", "equalto"], .equal),
        comparison(["ne", "!="], .notEqual),
        comparison(["lt", "<", "lessthan"], .less),
        comparison(["le", "<="], .lessOrEqual),
        comparison(["gt", ">", "greaterthan"], .greater),
        comparison(["ge", ">="], .greaterOrEqual),
        comparison(["in"], .isIn),
        TestEntry("sameas", parameters: ["other"], required: 1, about: "it is the same") { call in
            try call.value() == call["other"]
        },
        TestEntry("contains", parameters: ["value"], required: 1, about: "it holds the value") {
            call in
            try pythonContains(try call.value(), try call["value"] ?? .null)
        },
        TestEntry("odd", about: "it is odd") { try number($0) % 2 != 0 },
        TestEntry("even", about: "it is even") { try number($0) % 2 == 0 },
        TestEntry("divisibleby", parameters: ["num"], required: 1, about: "without remainder") {
            call in
            let rest = try pythonResult(.modulo, try call.value(), try call["num"] ?? 1)
            return !rest.isTruthy
        },
        TestEntry("nan", "isnan", about: "it is no number") { call in
            if case .float(let value) = try call.value() { value.isNaN } else { false }
        },
        TestEntry("all", about: "all elements count as true") { call in
            try call.values().allSatisfy(\.isTruthy)
        },
        TestEntry("any", about: "an element counts as true") { call in
            try call.values().contains(where: \.isTruthy)
        },
        TestEntry(
            "subset",
            "issubset",
            parameters: ["b"],
            required: 1,
            about: "all is in the other"
        ) {
            call in
            let other = try call["b"]?.list ?? []
            return try call.values().allSatisfy { value in
                other.contains { pythonEquals($0, value) }
            }
        },
        TestEntry(
            "superset",
            "issuperset",
            parameters: ["b"],
            required: 1,
            about: "it holds the other"
        ) {
            call in
            let values = try call.values()
            return try (call["b"]?.list ?? []).allSatisfy { other in
                values.contains { pythonEquals($0, other) }
            }
        },
    ]

    private static func comparison(
        _ names: [String],
        _ comparison: Expression.Comparison
    ) -> TestEntry {
        TestEntry(
            names: names,
            parameters: Parameters(names: ["other"], required: 1),
            about: "it is \(comparison.rawValue) the other"
        ) { call in
            try pythonHolds(comparison, try call.value(), try call["other"] ?? .null)
        }
    }

    private static func number(_ call: FilterCall) throws -> Int {
        guard case .integer(let number)? = PythonNumber(try call.value()) else {
            throw OperationFailure("\(try call.value().pythonRepr) is no whole number")
        }
        return number
    }
}
