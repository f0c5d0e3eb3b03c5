internal import DocumentValues
internal import Templating

/// One level of precedence as a task sees it.
enum VariableLevel: Sendable {
    /// Data by name that operators wrote or the run knows.
    case values(ValueMap)
    /// Data by name that hosts gave; where names are given, only what they stand for.
    case foreign(ValueMap, among: Set<String>?)
    /// What `register` and `set_fact` left, with the names of texts that came out of a template.
    indirect case results(VariableLevel, keptTexts: Set<String>)
    /// Sets of what the operator wrote; of two with one name the later wins.
    case sets([VariableSet])
    /// What dynamic includes give.
    case includes(IncludeContext)
    /// Names that are computed when they are asked for.
    case magic(MagicVariables)

    /// What a name stands for on this level.
    func binding(of name: String, opening vaults: VaultOpener) -> Binding? {
        switch self {
        case .values(let values), .foreign(let values, _):
            return values[name].map { .value($0) }
        case .results(let level, _):
            return level.binding(of: name, opening: vaults)
        case .includes(let context):
            return context.binding(of: name, opening: vaults)
        case .magic(let magic):
            return magic.binding(of: name)
        case .sets(let sets):
            for set in sets.reversed() {
                if let node = set[name] { return .node(vaults.open(node)) }
            }
            return nil
        }
    }

    /// Whether what a name stands for here may be text that no operator wrote; nil when it stands
    /// for nothing here.
    func isForeign(_ name: String, opening vaults: VaultOpener) -> Bool? {
        switch self {
        case .foreign(let values, let names):
            values[name].map { _ in names?.contains(name) ?? true }
        case .results(let level, _):
            level.isForeign(name, opening: vaults)
        case .includes(let context):
            context.isForeign(name, opening: vaults)
        case .values, .sets, .magic:
            binding(of: name, opening: vaults).map { _ in false }
        }
    }

    /// Whether what a name stands for here is a text that came out of a template; nil when it
    /// stands for nothing here.
    func keepsText(_ name: String, opening vaults: VaultOpener) -> Bool? {
        binding(of: name, opening: vaults).map { _ in
            guard case .results(_, let texts) = self else { return false }
            return texts.contains(name)
        }
    }

    /// The names that are bound on this level.
    var names: [String] {
        switch self {
        case .values(let values), .foreign(let values, _): values.keys.compactMap(\.string)
        case .results(let level, _): level.names
        case .includes(let context): Array(context.names)
        case .magic(let magic): magic.names
        case .sets(let sets): sets.flatMap { $0.pairs.compactMap(\.key.string) }
        }
    }
}
