internal import Playbooks

/// The roles that ran on the hosts of a batch: the same use of a role runs once on each.
///
/// A role that was left out by its conditions or tags has not run; one counts when it is over.
final class RoleHistory {
    private struct Record {
        /// The hosts on which a task of the role ran.
        var started: Set<String> = []
        /// The hosts on which the role is over.
        var finished: Set<String> = []
    }

    private var records: [String: Record] = [:]

    /// Takes note that a task of a role ran on a host.
    func noteTask(of role: Role, on host: String) {
        records[role.signature, default: Record()].started.insert(host)
    }

    /// Takes note that a role is over.
    func finish(_ role: Role) {
        guard let started = records[role.signature]?.started else { return }
        records[role.signature]?.finished.formUnion(started)
    }

    /// The hosts on which a role is still to run.
    func hosts(_ hosts: [String], for entrance: RoleEntrance) -> [String] {
        guard !entrance.isRepeatable, let record = records[entrance.role.signature] else {
            return hosts
        }
        return hosts.filter { !record.finished.contains($0) }
    }
}
