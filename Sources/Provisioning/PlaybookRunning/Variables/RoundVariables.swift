internal import DocumentValues
internal import ModuleContract
internal import Playbooks
internal import RunReporting

/// What only one execution of a task sees: the variables of its loop's round, and what the rounds
/// before left behind.
struct RoundVariables: Sendable {
    /// The variables by name.
    private(set) var values: ValueMap = [:]
    /// The names of those that may hold text that no operator wrote.
    private(set) var foreignNames: Set<String> = []
    /// Files that earlier rounds read; later ones win.
    private(set) var files: [VariableSet] = []
    /// The handlers, by position, that any round of the loop notifies if one changes something.
    var handlers: [Int] = []

    /// Sets variables over those that are set.
    mutating func set(_ more: ValueMap, isForeign: Bool) {
        values.merge(more)
        let names = more.keys.compactMap(\.string)
        if isForeign { foreignNames.formUnion(names) } else { foreignNames.subtract(names) }
    }

    /// Some of these variables, as what a loop's round sets.
    func only(_ chosen: ValueMap) -> RoundVariables {
        var result = RoundVariables()
        result.values = chosen
        result.foreignNames = foreignNames.filter { chosen[$0] != nil }
        return result
    }

    /// Takes over what a round leaves to the next ones: its result under the name of `register`,
    /// the variables that it set, the facts that it gathered.
    mutating func take(_ outcome: ItemOutcome, of task: Task, on host: HostState) {
        if let name = task.register {
            set([name: .map(outcome.registered)], isForeign: true)
        }
        guard outcome.kind == .ok || outcome.kind == .changed else { return }
        for effect in outcome.effects {
            switch effect.effect {
            case .setFacts(let facts):
                for entry in facts {
                    let name = entry.key.pythonText
                    set([name: entry.value], isForeign: effect.foreignNames.contains(name))
                }
            case .gatheredFacts(let facts):
                var contents = HostState.Contents()
                contents.facts = values["ansible_facts"]?.map ?? host.current.facts
                contents.gather(facts)
                set(contents.topFacts, isForeign: true)
                set(["ansible_facts": .map(contents.facts)], isForeign: true)
            case .includeVariables(let variables):
                files.append(variables)
            case .addHost, .joinGroup, .pause, .saveOnController, .startsInstance, .meta:
                break
            }
        }
    }
}
