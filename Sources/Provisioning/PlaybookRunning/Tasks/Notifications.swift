internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import Templating

/// The handlers that a task notifies.
struct Notifications {
    let subject: TaskSubject

    /// Their positions, with the templates in their names evaluated.
    func positions(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> [Int] {
        var found: [Int] = []
        for node in subject.task.directives.notifications {
            for name in try names(node, evaluator) {
                let positions = subject.handlers.positions(of: name)
                if positions.isEmpty { throw unknown(name, node) }
                found += positions.filter { !found.contains($0) }
            }
        }
        return found
    }

    private func names(_ node: Node, _ evaluator: KeywordEvaluator) throws(Diagnostic) -> [String] {
        let value = try evaluator.value(node)
        if let list = value.list { return list.map(\.pythonText) }
        return value.isOmit || value == .null ? [] : [value.pythonText]
    }

    private func unknown(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            "The requested handler '\(name)' was not found in either the main handlers list nor "
                + "in the listening handlers list",
            at: node.place,
            hint: closestWord(to: name, among: subject.handlers.all).map { "did you mean '\($0)'?" }
        )
    }
}
