internal import DocumentValues
internal import Playbooks
internal import Templating

/// What the dynamic includes around a task give it: variables above those of the task.
final class IncludeContext: Sendable {
    /// What the round of the include's loop sets.
    let round: ValueMap

    /// `vars` of the include; evaluated where they are used.
    let variables: [VariableSet]

    /// The include around this one.
    let outer: IncludeContext?

    /// No include.
    static let none = IncludeContext(round: [:], variables: [], outer: nil)

    init(round: ValueMap, variables: [VariableSet], outer: IncludeContext?) {
        self.round = round
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

    /// The names that are set here.
    var names: Set<String> {
        Set(round.keys.compactMap(\.string) + VariableLevel.sets(variables).names)
            .union(outer?.names ?? [])
    }
}
