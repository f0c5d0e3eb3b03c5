internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import Playbooks

/// Holds playbooks against the inventory before any host is contacted.
struct InventoryCheck {
    let run: RunState

    /// Checks the patterns of all plays, and the options that hosts give roles.
    func check(_ playbooks: [Playbook]) throws(DiagnosticList) {
        var diagnostics: [Diagnostic] = []
        for playbook in playbooks {
            let growsInventory = playbook.plays.contains { play in
                play.allTasks.contains { Self.growing.contains($0.action.shortName) }
            }
            for play in playbook.plays {
                try run.enterPlaybook(in: play.playbookDirectory)
                do throws(Diagnostic) {
                    let hosts = try PlayHosts(run: run).matching(play)
                    diagnostics += optionProblems(of: play, in: playbook, hosts)
                } catch {
                    if !growsInventory { diagnostics.append(error) }
                }
            }
        }
        var seen: Set<Diagnostic> = []
        diagnostics.removeAll { !seen.insert($0).inserted }
        if !diagnostics.isEmpty { throw DiagnosticList(diagnostics) }
    }

    private static let growing: Set<String> = ["add_host", "group_by", "include_tasks"]

    private func optionProblems(
        of play: Play,
        in playbook: Playbook,
        _ hosts: [String]
    ) -> [Diagnostic] {
        hosts.flatMap { host in
            let inventory = run.inventory.layers(for: host).map(\.variables)
            let sets = inventory + play.variables + run.extraVariables
            return playbook.check(variables: sets, of: play)
        }
    }
}

extension Action {
    /// The name without its collection.
    var shortName: String {
        name.split(separator: ".").last.map(String.init) ?? name
    }
}
