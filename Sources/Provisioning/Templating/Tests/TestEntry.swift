internal import Diagnostics
internal import DocumentValues

/// One test: its names, what it takes, when it holds.
struct TestEntry: Sendable {
    /// The name and its aliases.
    let names: [String]
    let parameters: Parameters
    /// One line for the operator.
    let about: String
    let function: @Sendable (FilterCall) throws -> Bool

    init(
        _ names: String...,
        parameters: [String] = [],
        required: Int = 0,
        about: String,
        _ function: @escaping @Sendable (FilterCall) throws -> Bool
    ) {
        self.init(
            names: names,
            parameters: Parameters(names: parameters, required: required),
            about: about,
            function
        )
    }

    init(
        names: [String],
        parameters: Parameters,
        about: String,
        _ function: @escaping @Sendable (FilterCall) throws -> Bool
    ) {
        self.names = names
        self.parameters = parameters
        self.about = about
        self.function = function
    }
}

/// The tests that exist, by name.
enum TestTable {
    static let groups: [[TestEntry]] = [
        TypeTests.entries, ComparisonTests.entries, ResultTests.entries, TextTests.entries,
        FileTests.entries,
    ]

    static let entries: [String: TestEntry] = {
        var entries: [String: TestEntry] = [:]
        for entry in groups.joined() {
            for name in entry.names { entries[name] = entry }
        }
        return entries
    }()

    /// The test of a name, which may carry its collection.
    static func entry(_ name: String) -> TestEntry? { entries[shortName(name)] }
}

extension Evaluator {
    /// Whether a test holds.
    func test(
        _ input: Item,
        _ name: String,
        _ arguments: ArgumentExpressions,
        at offset: Int
    ) throws -> Bool {
        try test(input, name, try self.arguments(arguments), at: offset)
    }

    /// Whether a test holds, with evaluated arguments.
    func test(
        _ input: Item,
        _ name: String,
        _ arguments: CallArguments,
        at offset: Int
    ) throws -> Bool {
        guard let entry = TestTable.entry(name) else {
            let place = origin.place(ofByte: offset)
            throw TemplateFailure(MissingPlugin.test.reached(name, at: place))
        }
        return try placed(offset) {
            let site = CallSite(evaluator: self, offset: offset)
            let bound = try BoundArguments(
                arguments,
                to: entry.parameters,
                of: "the test '\(name)'",
                site
            )
            return try entry.function(FilterCall(input: input, arguments: bound))
        }
    }
}
