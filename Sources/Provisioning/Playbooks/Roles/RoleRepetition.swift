import DocumentValues

/// Decides whether a role ran already in a play: roles run once unless their parameters differ.
enum RoleRepetition {
    /// Whether the same use came before under no narrower conditions; remembers the use.
    ///
    /// A use under other conditions or tags may be skipped in the run, so it does not count.
    static func isRepeated(
        _ use: RoleUse,
        _ content: RoleContent,
        _ directives: Directives,
        _ play: PlayDraft
    ) -> Bool {
        let key = signature(use, content)
        let earlier = play.usedRoles[key] ?? []
        let conditions = Set(directives.conditions.map(describe))
        let isRepeated = earlier.contains { other in
            Set(other.conditions.map(describe)).isSubset(of: conditions)
                && Set(other.tags) == Set(directives.tags)
        }
        if !isRepeated { play.usedRoles[key, default: []].append(directives) }
        return isRepeated
    }

    private static func signature(_ use: RoleUse, _ content: RoleContent) -> String {
        let variables = (use.variables.pairs + use.parameters.pairs).map { pair in
            "\(describe(pair.key))=\(describe(pair.value))"
        }
        let files = use.entry.files.map(describe)
        return ([content.path] + files + variables.sorted()).joined(separator: "\n")
    }

    private static func describe(_ node: Node) -> String {
        switch node.content {
        case .null: "null"
        case .bool(let flag): "bool \(flag)"
        case .integer(let number): "int \(number)"
        case .float(let number): "float \(number)"
        case .string(let text): "text \(text)"
        case .literal(let text): "literal \(text)"
        case .vault(let text): "vault \(text)"
        case .list(let elements): "[\(elements.map(describe).joined(separator: ", "))]"
        case .map(let pairs):
            "{\(pairs.map { describe($0.key) + ": " + describe($0.value) }.joined(separator: ", "))}"
        }
    }
}
