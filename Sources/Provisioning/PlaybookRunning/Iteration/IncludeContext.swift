internal import DocumentValues
internal import Playbooks
internal import Templating

/// What the dynamic includes around a task give it: variables above those of the task.
final class IncludeContext: Sendable {
    /// What the round of the include's loop sets.
    let round: ValueMap

    /// The names among them that may hold text that no operator wrote.
    let foreignNames: Set<String>

    /// `vars` of the include; evaluated where they are used.
    let variables: [VariableSet]

    /// The include around this one.
    let outer: IncludeContext?

    /// No include.
    static let none = IncludeContext(RoundVariables(), variables: [], outer: nil)

    init(_ round: RoundVariables, variables: [VariableSet], outer: IncludeContext?) {
        self.round = round.values
        foreignNames = round.foreignNames
        self.variables = variables
        self.outer = outer
    }

    /// What a name stands for, by the innermost include that sets it.
    func binding(of name: String, opening vaults: VaultOpener) -> Binding? {
        if let binding = VariableLevel.sets(variables).binding(of: name, opening: vaults) {
            return binding
        }
        if let value = round[name] { return .value(value) }
        return outer?.binding(of: name, opening: vaults)
    }

    /// Whether what a name stands for may be text that no operator wrote; nil when no include sets
    /// it.
    func isForeign(_ name: String, opening vaults: VaultOpener) -> Bool? {
        if VariableLevel.sets(variables).binding(of: name, opening: vaults) != nil { return false }
        if round[name] != nil { return foreignNames.contains(name) }
        return outer?.isForeign(name, opening: vaults)
    }

    /// The names that are set here.
    var names: Set<String> {
        Set(round.keys.compactMap(\.string) + VariableLevel.sets(variables).names)
            .union(outer?.names ?? [])
    }
}
