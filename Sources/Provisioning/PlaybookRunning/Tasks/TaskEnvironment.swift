internal import Diagnostics
internal import DocumentValues

/// Evaluates `environment`: mappings, lists of them, or templates; later ones win.
enum TaskEnvironment {
    /// The variables that commands of the task are given.
    static func evaluate(
        _ nodes: [Node],
        _ evaluator: KeywordEvaluator
    ) throws(Diagnostic) -> [String: String] {
        var environment: [String: String] = [:]
        for node in nodes {
            let value = try evaluator.value(node)
            for map in (value.list ?? [value]).compactMap(\.map) {
                for entry in map { environment[entry.key.pythonText] = entry.value.pythonText }
            }
        }
        return environment
    }
}
