internal import Diagnostics
internal import DocumentValues
internal import Templating

/// The variables that say how a host is reached, by name, evaluated.
struct ConnectionVariables {
    let evaluator: KeywordEvaluator

    /// The text of the first of these that is set.
    func text(_ names: String...) throws(Diagnostic) -> String? {
        for name in names {
            let value: Value
            switch binding(of: name) {
            case .value(let data)?: value = data
            case .node(let node)?: value = try evaluator.value(node)
            default: continue
            }
            if value == .null || value.isOmit { continue }
            return value.pythonText
        }
        return nil
    }

    /// What a variable says; what only holds where none does is left to keywords and options.
    private func binding(of name: String) -> Binding? {
        let scope = evaluator.engine.scope
        if let task = scope as? TaskScope { return task.saidBinding(of: name) }
        return scope.binding(of: name)
    }

    /// Where a variable is written.
    func place(of name: String) -> SourcePlace? {
        guard case .node(let node)? = binding(of: name) else { return nil }
        return node.place
    }

    /// The names of all variables.
    var names: [String] { evaluator.engine.scope.names }
}
