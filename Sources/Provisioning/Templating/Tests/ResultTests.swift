internal import DocumentValues

/// Tests of a task's result.
enum ResultTests {
    static let entries: [TestEntry] = [
        TestEntry("failed", "failure", about: "the task failed") { try has($0, "failed") },
        TestEntry("succeeded", "success", "successful", about: "the task did not fail") { call in
            try !has(call, "failed")
        },
        TestEntry("changed", "change", about: "the task changed something") { call in
            let map = try result(call)
            if let changed = map["changed"] { return changed.isTruthy }
            return (map["results"]?.list ?? []).contains { $0["changed"]?.isTruthy ?? false }
        },
        TestEntry("skipped", "skip", about: "the task was skipped") { try has($0, "skipped") },
        TestEntry("unreachable", about: "the host was not reached") { try has($0, "unreachable") },
        TestEntry("reachable", about: "the host was reached") { try !has($0, "unreachable") },
        TestEntry("finished", about: "the background task is done") { call in
            try result(call)["finished"].map { pythonEquals($0, 1) } ?? true
        },
        TestEntry("started", about: "the background task was started") { call in
            try result(call)["started"].map { pythonEquals($0, 1) } ?? true
        },
        TestEntry("timedout", about: "the task took longer than it may") { call in
            try result(call)["timedout"]?["period"]?.isTruthy ?? false
        },
    ]

    private static func result(_ call: FilterCall) throws -> ValueMap {
        guard let map = try call.value().map else {
            throw OperationFailure(
                "this test takes a task's result, and got \(try call.value().typeName)",
                expected: "a variable that 'register' names"
            )
        }
        return map
    }

    private static func has(_ call: FilterCall, _ key: String) throws -> Bool {
        try result(call)[key]?.isTruthy ?? false
    }
}
