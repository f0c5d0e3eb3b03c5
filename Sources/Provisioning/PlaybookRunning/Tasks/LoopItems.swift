internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import Templating

/// The rounds of a task's loop: for each its item and the variables that it sets.
struct LoopItems {
    /// One round.
    struct Round: Sendable {
        /// The item.
        let item: Value
        /// The variables that the round sets.
        let variables: ValueMap
    }

    /// The rounds.
    let rounds: [Round]

    init(_ loop: Loop, _ evaluator: Evaluator) throws(Diagnostic) {
        let items = try Self.items(of: loop, evaluator)
        let control = loop.control
        rounds = items.enumerated().map { index, item in
            var variables: ValueMap = [
                control.variable: item, "ansible_loop_var": .string(control.variable),
            ]
            if let name = control.indexVariable {
                variables[name] = .integer(index)
                variables["ansible_index_var"] = .string(name)
            }
            if control.isExtended {
                let all = control.extendedHoldsAllItems
                variables["ansible_loop"] = .map(Self.extended(items, index, holdsAll: all))
            }
            return Round(item: item, variables: variables)
        }
    }

    private static func items(of loop: Loop, _ evaluator: Evaluator) throws(Diagnostic) -> [Value] {
        switch loop.source {
        case .lookup(let name, let terms):
            return try evaluator.engine.lookup(name, terms: evaluator.vaults.open(terms))
        case .items(let node):
            let value = try evaluator.value(node)
            guard let items = value.list else {
                throw Diagnostic(
                    "Invalid data passed to 'loop', it requires a list, got this instead: "
                        + value.pythonText,
                    at: node.place,
                    hint: "to loop over a mapping: \"{{ your_mapping | dict2items }}\""
                )
            }
            return items.filter { !$0.isOmit }
        }
    }

    private static func extended(_ items: [Value], _ index: Int, holdsAll: Bool) -> ValueMap {
        var values: ValueMap = [
            "index": .integer(index + 1), "index0": .integer(index),
            "first": .bool(index == 0), "last": .bool(index + 1 == items.count),
            "length": .integer(items.count), "revindex": .integer(items.count - index),
            "revindex0": .integer(items.count - index - 1),
        ]
        if holdsAll { values["allitems"] = .list(items) }
        if index > 0 { values["previtem"] = items[index - 1] }
        if index + 1 < items.count { values["nextitem"] = items[index + 1] }
        return values
    }
}
