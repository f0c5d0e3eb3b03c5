internal import Diagnostics
internal import DocumentValues

/// One filter: its names, what it takes, what it does.
struct FilterEntry: Sendable {
    /// The name and its aliases.
    let names: [String]
    let parameters: Parameters
    /// One line for the operator.
    let about: String
    let function: @Sendable (FilterCall) throws -> Item

    /// Whether a result tells something of a secret input, beyond the choice between others.
    var carriesSecrets: Bool { !names.contains("ternary") && !names.contains("type_debug") }

    init(
        _ names: String...,
        parameters: [String] = [],
        required: Int = 0,
        isVariadic: Bool = false,
        takesAnyName: Bool = false,
        about: String,
        _ function: @escaping @Sendable (FilterCall) throws -> Item
    ) {
        self.init(
            names: names,
            parameters: Parameters(
                names: parameters,
                required: required,
                isVariadic: isVariadic,
                takesAnyName: takesAnyName
            ),
            about: about,
            function
        )
    }

    init(
        names: [String],
        parameters: Parameters = .none,
        about: String,
        _ function: @escaping @Sendable (FilterCall) throws -> Item
    ) {
        self.names = names
        self.parameters = parameters
        self.about = about
        self.function = function
    }
}

/// A use of a filter, with its input and arguments evaluated.
struct FilterCall {
    let input: Item
    let arguments: BoundArguments

    var site: CallSite { arguments.site }
    var evaluator: Evaluator { arguments.site.evaluator }

    /// The input as data.
    func value() throws -> Value { try evaluator.plain(input, at: site.offset) }

    /// The input as text.
    func text() throws -> String { try value().pythonText }

    /// The elements of the input.
    func elements() throws -> [Item] { try evaluator.elements(input, at: site.offset) }

    /// The elements of the input as data.
    func values() throws -> [Value] {
        try elements().map { try evaluator.plain($0, at: site.offset) }
    }

    /// The input as a mapping.
    func map(_ subject: String) throws -> ValueMap {
        let value = try value()
        guard let map = value.map else {
            throw OperationFailure("\(subject) takes a mapping, and got \(value.typeName)")
        }
        return map
    }

    /// An argument as data.
    subscript(name: String) -> Value? { get throws { try arguments[name] } }
}

/// The filters that exist, by name.
enum FilterTable {
    static let groups: [[FilterEntry]] = [
        BasicFilters.entries, TextFilters.entries, ExpressionFilters.entries, ListFilters.entries,
        SelectionFilters.entries, SetFilters.entries, MapFilters.entries, PathFilters.entries,
        FormatFilters.entries, EncodingFilters.entries, NumberFilters.entries,
        AddressFilters.entries, TimeFilters.entries, CommentFilter.entries,
        PasswordFilters.entries, VaultFilters.entries, RekeyFilter.entries,
    ]

    static let entries: [String: FilterEntry] = {
        var entries: [String: FilterEntry] = [:]
        for entry in groups.joined() {
            for name in entry.names { entries[name] = entry }
        }
        return entries
    }()

    /// The filter of a name, which may carry its collection.
    static func entry(_ name: String) -> FilterEntry? { entries[shortName(name)] }
}

/// A name without the collections whose contents are built in.
func shortName(_ name: String) -> String {
    for prefix in ["ansible.builtin.", "ansible.legacy.", "ansible.utils.", "community.general."]
    where name.hasPrefix(prefix) {
        return String(name.dropFirst(prefix.count))
    }
    return name
}

extension Evaluator {
    /// Applies a filter.
    func filter(
        _ input: Item,
        _ name: String,
        _ arguments: ArgumentExpressions,
        at offset: Int
    ) throws -> Item {
        try filter(input, name, try self.arguments(arguments), at: offset)
    }

    /// Applies a filter to evaluated arguments.
    func filter(
        _ input: Item,
        _ name: String,
        _ arguments: CallArguments,
        at offset: Int
    ) throws -> Item {
        guard let entry = FilterTable.entry(name) else {
            let place = origin.place(ofByte: offset)
            throw TemplateFailure(MissingPlugin.filter.reached(name, at: place))
        }
        return try placed(offset) {
            let site = CallSite(evaluator: self, offset: offset)
            let bound = try BoundArguments(
                arguments,
                to: entry.parameters,
                of: "the filter '\(name)'",
                site
            )
            let result = try entry.function(FilterCall(input: input, arguments: bound))
            if entry.carriesSecrets {
                keep(result, madeOf: [input] + arguments.positional + arguments.named.map(\.value))
            }
            return result
        }
    }
}
