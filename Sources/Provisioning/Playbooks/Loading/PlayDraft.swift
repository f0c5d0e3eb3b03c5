import DocumentValues

/// What reading the tasks of a play collects beside them: roles, handlers, notifications.
final class PlayDraft {
    /// The variables of the play that are known before the run.
    let variables: [VariableSet]
    /// The roles in the order of the run.
    private(set) var roles: [Role] = []
    /// The handlers of those roles.
    private(set) var roleHandlers: [Task] = []
    /// The handlers that dynamic includes may bring.
    private(set) var includedHandlers: [Task] = []
    /// Whether dynamic includes may bring roles that are not known yet.
    var hasUnknownRoles = false
    /// Whether a task that was read may have ended the play.
    var mayHaveEnded = false
    /// What tasks notify, with the role that they are in.
    var notifications: [(name: Node, role: String?)] = []
    /// The uses of roles whose handlers are there already.
    var usedRoles: Set<String> = []

    /// A draft of a play with variables.
    init(variables: [VariableSet] = []) {
        self.variables = variables
    }

    /// Takes a role over whose tasks are part of the play.
    func add(_ read: ReadRole) {
        for role in read.roles where !roles.contains(where: { $0 === role }) { roles.append(role) }
        roleHandlers += read.handlers
    }

    /// Reads what a dynamic include brings, only to find what is wrong in it.
    func lookAhead(_ read: (PlayDraft) -> Void) {
        let ahead = PlayDraft(variables: variables)
        ahead.usedRoles = usedRoles
        ahead.mayHaveEnded = mayHaveEnded
        read(ahead)
        mayHaveEnded = ahead.mayHaveEnded
        includedHandlers += ahead.roleHandlers + ahead.includedHandlers
        notifications += ahead.notifications
        if ahead.hasUnknownRoles { hasUnknownRoles = true }
    }
}

/// A role that was read: what it adds to a play.
struct ReadRole {
    /// The role itself.
    var role: Role
    /// The blocks of its dependencies and its own.
    var items: [TaskItem]
    /// The handlers of its dependencies and its own.
    var handlers: [Task]
    /// Its dependencies and itself.
    var roles: [Role]
}
