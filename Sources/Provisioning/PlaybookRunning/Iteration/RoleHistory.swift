internal import Playbooks

/// The roles that ran on one host of a batch: the same use of a role runs once.
///
/// A role that was left out by its conditions or tags has not run; one counts when it is over.
struct RoleHistory {
    private var started: Set<String> = []
    private var finished: Set<String> = []

    /// Takes note that a task of a role ran.
    mutating func noteTask(of role: Role) { started.insert(role.signature) }

    /// Takes note that a role is over.
    mutating func finish(_ role: Role) {
        if started.contains(role.signature) { finished.insert(role.signature) }
    }

    /// Whether a role is still to run.
    func isDue(_ entrance: RoleEntrance) -> Bool {
        entrance.isRepeatable || !finished.contains(entrance.role.signature)
    }
}
