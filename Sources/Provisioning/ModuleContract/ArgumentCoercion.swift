internal import AnsibleNames
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
    /// Names that Ansible takes, and are no misspelling where the table lacks them.
    let namesOfAnsible: Set<String>

    /// Holds values against a table.
    public init(_ table: ArgumentTable, owner: String, noun: String = "argument") {
        self.table = table
        self.owner = owner
        self.noun = noun
        namesOfAnsible = []
    }

    /// Holds values against the arguments of a module, under the name that a task calls it by.
    public init(of module: ModuleDescription, named name: String? = nil) {
        table = module.arguments
        owner = "module '\(name ?? module.name)'"
        noun = "argument"
        namesOfAnsible = ArgumentNames.of(module: module.name)
    }

    /// The values by their canonical names, of the table's types, completed by defaults.
    ///
    /// - Parameters:
    ///   - values: templated values by name or alias.
    ///   - place: where the argument of a name is written, or the whole when it is not given.
    /// - Returns: the values by the table's names.
    /// - Throws: everything that does not fit.
    public func coerce(
        _ values: ValueMap,
        place: (_ name: String?) -> SourcePlace?
    ) throws(DiagnosticList) -> ValueMap {
        let (result, diagnostics) = withoutActuallyEscaping(place) { place in
            var pass = ArgumentPass(coercion: self, knowsEverything: true) { path, _ in
                guard case .name(let name)? = path.steps.first else { return place(nil) }
                return place(name)
            }
            return (pass.coerce(values), pass.diagnostics)
        }
        if !diagnostics.isEmpty {
            throw DiagnosticList(diagnostics.map { $0.withSeverity(.error) })
        }
        return result
    }

    /// What is wrong with arguments before the run: names, missing ones, and the types of values
    /// without templates.
    ///
    /// - Parameters:
    ///   - pairs: the arguments as written.
    ///   - place: where the whole is written.
    ///   - isComplete: whether no other arguments come at run time.
    /// - Returns: everything that does not fit, with its places.
    public func check(
        _ pairs: [Node.Pair],
        at place: SourcePlace,
        isComplete: Bool = true
    ) -> [Diagnostic] {
        var values = ValueMap()
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
            values[name] = pair.value.plainValue ?? Value.unknownUntilRun
        }
        let whole = Node(.map(pairs), at: place)
        var pass = ArgumentPass(coercion: self, knowsEverything: isComplete) { path, isKey in
            whole.place(of: path, isKey: isKey)
        }
        _ = pass.coerce(values)
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

    /// Where the value at the end of a path is written, or its key; the innermost node that is
    /// there if the way ends before.
    fileprivate func place(of path: ArgumentPath, isKey: Bool) -> SourcePlace {
        var node = self
        var place = self.place
        for step in path.steps {
            switch step {
            case .name(let name):
                guard let pair = node.map?.last(where: { $0.key.string == name }) else {
                    return place
                }
                node = pair.value
                place = isKey ? pair.key.place : pair.value.place
            case .index(let index):
                guard let elements = node.list, elements.indices.contains(index) else {
                    return place
                }
                node = elements[index]
                place = node.place
            }
        }
        return place
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
