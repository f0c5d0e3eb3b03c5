import DocumentValues

/// Tells uses of roles apart: a role runs once on a host for each use that differs from the others.
enum RoleRepetition {
    /// What a use has in common with those that it repeats: the role, its files, what it is given,
    /// and its own conditions and tags.
    static func signature(_ use: RoleUse, _ content: RoleContent) -> String {
        let variables = (use.variables.pairs + use.parameters.pairs).map { pair in
            "\(describe(pair.key))=\(describe(pair.value))"
        }
        let directives = use.directives
        let parts =
            [use.isInclude ? "include" : "role", content.path]
            + use.entry.files.map(describe) + variables.sorted()
            + directives.conditions.map { "when \(describe($0))" }
            + directives.tags.sorted().map { "tag \($0)" }
            + directives.tagTemplates.map { "tag \(describe($0))" }
        return parts.joined(separator: "\n")
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
