internal import Diagnostics
internal import DocumentValues

/// One lookup: its names, its options, what it finds.
struct LookupEntry: Sendable {
    /// The name and its aliases.
    let names: [String]
    /// The options beside the terms.
    let options: [String]
    /// Whether any option may be given.
    let takesAnyName: Bool
    /// One line for the operator.
    let about: String
    let function: @Sendable (LookupCall) throws -> [Value]

    init(
        _ names: String...,
        options: [String] = [],
        takesAnyName: Bool = false,
        about: String,
        _ function: @escaping @Sendable (LookupCall) throws -> [Value]
    ) {
        self.names = names
        self.options = options
        self.takesAnyName = takesAnyName
        self.about = about
        self.function = function
    }
}

/// A use of a lookup, its terms and options evaluated.
struct LookupCall {
    let name: String
    let terms: [Value]
    let options: [(name: String, value: Value)]
    let site: CallSite

    var evaluator: Evaluator { site.evaluator }
    var controller: any ControllerAccess { site.evaluator.engine.controller }

    subscript(option: String) -> Value? {
        options.last { $0.name == option }?.value
    }

    func flag(_ option: String, default value: Bool) -> Bool {
        self[option].map { pythonBoolean($0) ?? $0.isTruthy } ?? value
    }
}

/// The lookups that exist, by name.
enum LookupTable {
    static let groups: [[LookupEntry]] = [
        ListLookups.entries, FileLookups.entries, EnvironmentLookups.entries,
        TableLookups.entries, HostLookups.entries, PasswordLookup.entries,
    ]

    static let entries: [String: LookupEntry] = {
        var entries: [String: LookupEntry] = [:]
        for entry in groups.joined() {
            for name in entry.names { entries[name] = entry }
        }
        return entries
    }()

    /// The lookups that bring in what no operator wrote.
    static let foreign = Set(
        (FileLookups.entries + TableLookups.entries).flatMap(\.names) + ["env"]
    )

    /// The lookup of a name, which may carry its collection.
    static func entry(_ name: String) -> LookupEntry? { entries[shortName(name)] }
}

extension Evaluator {
    /// What `lookup(name, …)` finds, as a list.
    func lookUp(
        _ name: String,
        terms: [Value],
        options: [(name: String, value: Value)],
        at offset: Int
    ) throws -> [Value] {
        guard let entry = LookupTable.entry(name) else {
            let place = origin.place(ofByte: offset)
            throw TemplateFailure(MissingPlugin.lookup.reached(name, at: place))
        }
        if LookupTable.foreign.contains(shortName(name)) { budget.usesForeignText = true }
        return try placed(offset) {
            for option in options where !entry.takesAnyName && !entry.options.contains(option.name)
            {
                throw OperationFailure(
                    "the lookup '\(name)' has no option '\(option.name)'",
                    expected: entry.options.isEmpty
                        ? nil : "one of \(entry.options.joined(separator: ", "))"
                )
            }
            let site = CallSite(evaluator: self, offset: offset)
            return try entry.function(
                LookupCall(name: name, terms: terms, options: options, site: site)
            )
        }
    }
}
