internal import DocumentValues
internal import Synchronization

/// What a run knows of one host beside the inventory: facts, results, what files were included.
///
/// Read and changed by any thread; `hostvars` reads that of other hosts.
final class HostState: Sendable {
    /// What is known.
    struct Contents: Sendable {
        /// `ansible_facts`, without the prefix.
        var facts: ValueMap = [:]
        /// The facts under the names that they have at the top.
        var topFacts: ValueMap = [:]
        /// Results of `register` and `set_fact`.
        var results: ValueMap = [:]
        /// The names of results that may hold text that no operator wrote.
        var foreignResults: Set<String> = []
        /// The names of results that are texts which came out of a template.
        var keptTexts: Set<String> = []
        /// Files read by `include_vars`; later ones win.
        var includedFiles: [VariableSet] = []
        /// Variables of roles that were included with `public: true`, and their defaults.
        var publicVariables: [VariableSet] = []
        /// As the variables, at the lowest level.
        var publicDefaults: [VariableSet] = []
    }

    /// The name in the inventory.
    let name: String

    private let contents = Mutex(Contents())

    init(name: String) {
        self.name = name
    }

    /// What is known now.
    var current: Contents { contents.withLock { $0 } }

    /// Changes what is known.
    func update(_ change: (inout Contents) -> Void) {
        contents.withLock { change(&$0) }
    }
}

extension HostState.Contents {
    /// Sets variables, some of which may hold text that no operator wrote.
    mutating func set(_ values: ValueMap, foreign: Set<String>) {
        results.merge(values)
        keptTexts.subtract(values.keys.compactMap(\.string))
        for name in values.keys.compactMap(\.string) {
            if foreign.contains(name) {
                foreignResults.insert(name)
            } else {
                foreignResults.remove(name)
            }
        }
    }

    /// Takes note of the texts among variables, but for those that stand in the task as they are.
    mutating func keepTexts(of values: ValueMap, but written: Set<String>) {
        let texts = values.filter { $0.value.string != nil }.compactMap(\.key.string)
        keptTexts.formUnion(Set(texts).subtracting(written))
    }

    /// Keeps the result of a task.
    mutating func register(_ result: ValueMap, as name: String) {
        set([name: .map(result)], foreign: [name])
    }

    /// Takes over facts that a module gathered: below `ansible_facts` without the prefix
    /// `ansible_`, at the top by their whole names.
    mutating func gather(_ gathered: ValueMap) {
        for entry in gathered {
            guard let key = entry.key.string else { continue }
            let bare = key.hasPrefix("ansible_") ? String(key.dropFirst(8)) : key
            facts[bare] = entry.value
            topFacts[key] = entry.value
        }
    }
}
