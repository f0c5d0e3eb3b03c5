internal import DocumentValues
internal import Playbooks

/// The roles that a play has gone through: what roles depend on runs once.
final class RoleHistory {
    private var known: Set<String>

    /// Starts with the roles that the play names and imports.
    init(_ roles: [Role]) {
        known = Set(roles.map(Self.signature))
    }

    /// The tasks of an included role, without those of dependencies that ran with the same
    /// variables; the role itself always runs.
    func withoutRepeated(_ included: IncludedRole) -> [TaskItem] {
        var items: [TaskItem] = []
        for (index, item) in included.items.enumerated() {
            guard case .block(let block) = item, let role = block.entrance?.role else {
                items.append(item)
                continue
            }
            let isNew = known.insert(Self.signature(role)).inserted
            let isItself = index == included.items.count - 1
            if isItself || isNew || role.content.allowsDuplicates { items.append(item) }
        }
        return items
    }

    private static func signature(_ role: Role) -> String {
        let pairs = role.useVariables.pairs + role.ownParameters.pairs
        let values = pairs.map { "\(Value(plain: $0.key).json())=\(Value(plain: $0.value).json())" }
        return ([role.path] + values.sorted()).joined(separator: "\n")
    }
}
