internal import DocumentValues

/// What a filter, test or lookup takes beside its input.
struct Parameters: Sendable {
    /// The parameters in order.
    var names: [String] = []
    /// How many of them must be given.
    var required = 0
    /// Whether more positional arguments may follow.
    var isVariadic = false
    /// Whether any name may be given.
    var takesAnyName = false

    static let none = Parameters()

    /// Why these arguments do not fit; nil when they do.
    func complaint(
        positional: Int,
        named: [String],
        of subject: String
    ) -> OperationFailure? {
        if positional > names.count, !isVariadic {
            let count = names.isEmpty ? "no arguments" : "not more than \(names.count) arguments"
            return OperationFailure("\(subject) takes \(count)", expected: signature)
        }
        for name in named where !takesAnyName && !names.contains(name) {
            return OperationFailure("\(subject) has no argument '\(name)'", expected: signature)
        }
        for name in names.prefix(positional) where named.contains(name) {
            return OperationFailure("\(subject) is given '\(name)' twice")
        }
        for name in names.prefix(required).dropFirst(positional) where !named.contains(name) {
            return OperationFailure("\(subject) needs the argument '\(name)'")
        }
        return nil
    }

    private var signature: String? {
        names.isEmpty ? nil : "arguments among \(names.joined(separator: ", "))"
    }
}

/// Evaluated arguments by the names of their parameters.
struct BoundArguments {
    private let items: [String: Item]
    /// Positional arguments behind the parameters.
    let rest: [Item]
    /// Named arguments that are no parameters, in order.
    let surplus: [(name: String, value: Item)]
    let site: CallSite

    init(
        _ arguments: CallArguments,
        to parameters: Parameters,
        of subject: String,
        _ site: CallSite
    ) throws {
        let complaint = parameters.complaint(
            positional: arguments.positional.count,
            named: arguments.named.map(\.name),
            of: subject
        )
        if let complaint { throw complaint }
        var items: [String: Item] = [:]
        for (name, item) in zip(parameters.names, arguments.positional) { items[name] = item }
        for (name, item) in arguments.named where parameters.names.contains(name) {
            items[name] = item
        }
        self.items = items
        rest = Array(arguments.positional.dropFirst(parameters.names.count))
        surplus = arguments.named.filter { !parameters.names.contains($0.name) }
        self.site = site
    }

    func item(_ name: String) -> Item? { items[name] }

    /// The data of an argument; nil when it is not given.
    subscript(name: String) -> Value? {
        get throws { try items[name].map { try site.evaluator.plain($0, at: site.offset) } }
    }

    /// The data of the arguments behind the parameters.
    func restValues() throws -> [Value] {
        try rest.map { try site.evaluator.plain($0, at: site.offset) }
    }

    func text(_ name: String) throws -> String? {
        guard let value = try self[name], value != .null else { return nil }
        return value.pythonText
    }

    func text(_ name: String, default value: String) throws -> String { try text(name) ?? value }

    func flag(_ name: String, default value: Bool = false) throws -> Bool {
        try self[name]?.isTruthy ?? value
    }

    func integer(_ name: String) throws -> Int? {
        guard let value = try self[name], value != .null else { return nil }
        guard case .integer(let number)? = PythonNumber(value) else {
            if case .float = value {
                throw OperationFailure("'float' object cannot be interpreted as an integer")
            }
            throw OperationFailure("'\(name)' must be a number, and is \(value.pythonRepr)")
        }
        return number
    }

    func integer(_ name: String, default value: Int) throws -> Int { try integer(name) ?? value }
}
