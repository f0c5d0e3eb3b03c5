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
    /// The names of the variables that a round sets, as they are in this run.
    let names: LoopNames
    /// Whether the items may hold text that no operator wrote.
    let areForeign: Bool

    init(_ loop: Loop, _ evaluator: KeywordEvaluator) throws(Diagnostic) {
        let (items, areForeign) = try Self.items(of: loop, evaluator)
        let names = try LoopNames(loop.control, evaluator)
        let isExtended = try evaluator.bool(loop.control.isExtended) ?? false
        let holdsAll = try evaluator.bool(loop.control.extendedHoldsAllItems) ?? true
        self.areForeign = areForeign
        self.names = names
        rounds = items.enumerated().map { index, item in
            var variables = names.values(item: item, index: index)
            if isExtended {
                variables["ansible_loop"] = .map(Self.extended(items, index, holdsAll: holdsAll))
            }
            return Round(item: item, variables: variables)
        }
    }

    private static func items(
        of loop: Loop,
        _ evaluator: KeywordEvaluator
    ) throws(Diagnostic) -> ([Value], areForeign: Bool) {
        switch loop.source {
        case .lookup(let name, let terms):
            return try evaluator.engine.lookup(name, terms: evaluator.vaults.open(terms))
        case .items(let node):
            let (value, areForeign) = try evaluator.origin(of: node)
            guard let items = value.list else {
                throw Diagnostic(
                    "Invalid data passed to 'loop', it requires a list, got this instead: "
                        + value.pythonText,
                    at: node.place,
                    hint: "to loop over a mapping: \"{{ your_mapping | dict2items }}\""
                )
            }
            return (items.filter { !$0.isOmit }, areForeign)
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

/// The names of the variables that the rounds of a loop set: `loop_var` and `index_var`.
struct LoopNames {
    /// The item's.
    let item: String
    /// The position's.
    let index: String?

    init(_ control: LoopControl, _ evaluator: KeywordEvaluator) throws(Diagnostic) {
        item = try Self.name(control.variable, evaluator) ?? "item"
        index = try Self.name(control.indexVariable, evaluator)
    }

    /// The variables of one round.
    func values(item value: Value, index position: Int) -> ValueMap {
        var values: ValueMap = [item: value, "ansible_loop_var": .string(item)]
        if let index {
            values[index] = .integer(position)
            values["ansible_index_var"] = .string(index)
        }
        return values
    }

    private static func name(
        _ setting: Setting<String>?,
        _ evaluator: KeywordEvaluator
    ) throws(Diagnostic) -> String? {
        guard let setting, let name = try evaluator.word(setting) else { return nil }
        guard LoopControl.isVariableName(name) else {
            throw Diagnostic(
                "'\(name)' is no name of a variable",
                at: setting.node.place,
                expected: "letters, digits and '_', a digit not first"
            )
        }
        return name
    }
}
