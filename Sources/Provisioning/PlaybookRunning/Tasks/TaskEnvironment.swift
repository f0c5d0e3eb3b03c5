internal import Diagnostics
internal import DocumentValues

/// Evaluates `environment`: mappings, lists of them, or templates; later ones win.
enum TaskEnvironment {
    /// The variables that commands of the task are given.
    ///
    /// - Parameters:
    ///   - nodes: the mappings.
    ///   - evaluator: who evaluates them.
    ///   - isGathering: whether the task gathers facts: it goes without what hangs on the facts of
    ///     the target's own environment, as nobody knows them yet.
    /// - Returns: values by names.
    /// - Throws: what is wrong with a value.
    static func evaluate(
        _ nodes: [Node],
        _ evaluator: KeywordEvaluator,
        isGathering: Bool
    ) throws(Diagnostic) -> [String: String] {
        var environment: [String: String] = [:]
        for node in nodes.flatMap({ isGathering ? entries($0) : [$0] }) {
            let value: Value
            do throws(Diagnostic) {
                value = try evaluator.value(node)
            } catch {
                let names = ["ansible_env", "ansible_facts"]
                let text = entryText(node)
                guard isGathering, names.contains(where: { text.contains($0) }) else { throw error }
                continue
            }
            for map in (value.list ?? [value]).compactMap(\.map) {
                for entry in map { environment[entry.key.pythonText] = entry.value.pythonText }
            }
        }
        return environment
    }

    /// The entries of a mapping as mappings of one.
    private static func entries(_ node: Node) -> [Node] {
        guard let pairs = node.map else { return [node] }
        return pairs.map { Node(.map([$0]), at: node.place) }
    }

    private static func entryText(_ node: Node) -> String {
        node.string ?? node.map?.compactMap { $0.value.string }.joined(separator: " ") ?? ""
    }
}
