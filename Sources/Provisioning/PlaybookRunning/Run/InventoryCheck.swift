internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import Playbooks
internal import RunReporting
internal import SSHConnections

/// Holds playbooks against the inventory before any host is contacted.
struct InventoryCheck {
    let run: RunState

    /// Checks the patterns of all plays, the options that hosts give roles, and the Incus hosts
    /// that containers name.
    func check(_ playbooks: [Playbook]) throws(DiagnosticList) {
        var diagnostics = [startProblem(playbooks)].compactMap(\.self)
        if !playbooks.contains(where: growsInventory), let problem = limitProblem() {
            diagnostics.append(problem)
        }
        for playbook in playbooks {
            let growsInventory = growsInventory(playbook)
            for play in playbook.plays {
                try run.enterPlaybook(in: play.playbookDirectory)
                do throws(Diagnostic) {
                    let hosts = try PlayHosts(run: run).matching(play)
                    diagnostics += optionProblems(of: play, in: playbook, hosts)
                    if !growsInventory { diagnostics += incusProblems(of: hosts) }
                    diagnostics += connectionProblems(of: hosts, in: play)
                    if !hosts.isEmpty, run.options.startAtTask == nil {
                        diagnostics += play.refusals(areSelected: run.options.tags.selects)
                    }
                } catch {
                    if !growsInventory { diagnostics.append(error) }
                }
            }
        }
        var seen: Set<Diagnostic> = []
        diagnostics.removeAll { !seen.insert($0).inserted }
        for warning in diagnostics where warning.severity == .warning {
            let place = warning.place.map { "\($0): " } ?? ""
            run.reports.record(.warning(place + warning.message))
        }
        diagnostics.removeAll { $0.severity == .warning }
        if !diagnostics.isEmpty { throw DiagnosticList(diagnostics) }
    }

    /// What keeps SSH from connecting to hosts, whatever the network says; and, as warnings, what
    /// of its configuration is not honoured.
    private func connectionProblems(of hosts: [String], in play: Play) -> [Diagnostic] {
        let reader = TargetSettingsReader(
            run: run,
            evaluator: { KeywordEvaluator.ofHost($0, run: run) },
            directives: play.directives
        )
        return hosts.flatMap { host -> [Diagnostic] in
            // A variable that has no value yet may get one while the play runs.
            guard let settings = try? reader.settings(of: host) else { return [] }
            let reached = settings.incusHost.first ?? settings
            guard reached.kind == .ssh else { return [] }
            do throws(Diagnostic) {
                return try reached.ssh.check()
            } catch {
                return [error]
            }
        }
    }

    private func incusProblems(of hosts: [String]) -> [Diagnostic] {
        let reader = TargetSettingsReader(
            run: run,
            evaluator: { KeywordEvaluator.ofHost($0, run: run) },
            directives: nil
        )
        return hosts.compactMap { host in
            do throws(Diagnostic) {
                try reader.checkIncusHost(of: host)
                return nil
            } catch {
                return error
            }
        }
    }

    private static let growing: Set<String> = ["add_host", "group_by", "include_tasks"]

    /// A task to start at that no playbook has; those of dynamic includes are only known in the run.
    private func startProblem(_ playbooks: [Playbook]) -> Diagnostic? {
        guard let name = run.options.startAtTask else { return nil }
        let tasks = playbooks.flatMap(\.plays).flatMap(\.allTasks)
        let mayBeThere = tasks.contains { task in
            task.isInclude || task.isNamed(name) || Node.mayBeTemplate(task.title)
        }
        if mayBeThere { return nil }
        return Diagnostic.unknown(
            "task to start at",
            name,
            among: Set(tasks.compactMap(\.name?.string)),
            at: nil
        )
    }

    private func growsInventory(_ playbook: Playbook) -> Bool {
        playbook.plays.flatMap(\.allTasks).contains { Self.growing.contains($0.action.shortName) }
    }

    /// A limit that leaves no host of the inventory.
    private func limitProblem() -> Diagnostic? {
        if run.options.limit.isEmpty { return nil }
        do throws(Diagnostic) {
            let all = run.inventory.hostNames + Inventory.implicitNames
            if try !PlayHosts(run: run).limited(all).isEmpty { return nil }
            let limits = run.options.limit.joined(separator: ", ")
            return Diagnostic("the limit '\(limits)' leaves no host of the inventory")
        } catch {
            return error
        }
    }

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
