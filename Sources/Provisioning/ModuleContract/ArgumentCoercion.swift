public import Diagnostics
public import DocumentValues

/// Holds values against a table: of a module's arguments, or of a role's options.
///
/// Before the run `check` looks at what is written plainly; in the run `coerce` takes templated
/// values, converts them to the table's types and adds the defaults.
public struct ArgumentCoercion: Sendable {
    /// The arguments that are known.
    public let table: ArgumentTable
    /// What they belong to, as `module 'copy'` or `role 'proxy'`.
    public let owner: String
    /// What one of them is called: `argument` or `option`.
    public let noun: String

    /// Holds values against a table.
    public init(_ table: ArgumentTable, owner: String, noun: String = "argument") {
        self.table = table
        self.owner = owner
        self.noun = noun
    }

    /// The values by their canonical names, of the table's types, completed by defaults.
    ///
    /// - Parameters:
    ///   - values: templated values by name or alias.
    ///   - place: where the argument of a name is written, or the whole when it is not given.
    /// - Throws: everything that does not fit.
    public func coerce(
        _ values: ValueMap,
        place: (_ name: String?) -> SourcePlace?
    ) throws(DiagnosticList) -> ValueMap {
        var pass = ArgumentPass(coercion: self, knowsEverything: true)
        let result = pass.coerce(ArgumentPath(), values, place: place)
        if !pass.diagnostics.isEmpty { throw DiagnosticList(pass.diagnostics) }
        return result
    }

    /// What is wrong with arguments before the run: names, missing ones, and the types of values
    /// without templates.
    ///
    /// - Parameters:
    ///   - pairs: the arguments as written.
    ///   - place: where the whole is written.
    ///   - isComplete: whether no other arguments come at run time.
    public func check(
        _ pairs: [Node.Pair],
        at place: SourcePlace,
        isComplete: Bool = true
    ) -> [Diagnostic] {
        var values = ValueMap()
        var places: [String: SourcePlace] = [:]
        var diagnostics: [Diagnostic] = []
        var isComplete = isComplete
        for pair in pairs {
            guard let name = pair.key.string else {
                diagnostics.append(
                    Diagnostic(
                        "the name of an \(noun) of \(owner) is \(pair.key.kindDescription)",
                        at: pair.key.place,
                        expected: "a string"
                    )
                )
                continue
            }
            if name.contains("{{") {
                isComplete = false
                continue
            }
            places[name] = table[name] == nil ? pair.key.place : pair.value.place
            values[name] = pair.value.plainValue ?? Value.unknownUntilRun
        }
        var pass = ArgumentPass(coercion: self, knowsEverything: isComplete)
        _ = pass.coerce(ArgumentPath(), values) { name in name.flatMap { places[$0] } ?? place }
        return diagnostics + pass.diagnostics
    }
}

extension Value {
    /// Stands for a value that only the run knows, while arguments are checked before it.
    static let unknownUntilRun = Value.string("\u{0}unknown until the run\u{0}")
}

extension Node {
    /// The value, when no part of the node is a template or encrypted.
    ///
    /// Parts of lists and mappings that are templates make the whole unknown only where they stand.
    var plainValue: Value? {
        switch content {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .float(let number): .float(number)
        case .literal(let text): .string(text)
        case .string(let text): Node.mayBeTemplate(text) ? nil : .string(text)
        case .vault: nil
        case .list(let elements): .list(elements.map { $0.plainValue ?? .unknownUntilRun })
        case .map(let pairs): Node.plainMap(pairs)
        }
    }

    private static func plainMap(_ pairs: [Pair]) -> Value? {
        var map = ValueMap()
        for pair in pairs {
            guard let key = pair.key.plainValue else { return nil }
            map[key] = pair.value.plainValue ?? .unknownUntilRun
        }
        return .map(map)
    }
}
