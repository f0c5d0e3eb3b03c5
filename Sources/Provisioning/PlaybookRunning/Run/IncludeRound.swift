internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// Loads what hosts include and puts it before what comes next.
struct IncludeRound {
    let batch: BatchRunner
    let task: Task

    /// One file or role with the hosts that include it with the same variables.
    private struct Group {
        var inclusion: TaskReport.Inclusion
        var hosts: [String]
    }

    /// Loads the inclusions of the hosts; hosts with equal ones go through them together.
    func run(
        _ reports: [TaskReport],
        _ subjects: [TaskSubject],
        _ isOnce: Bool,
        _ iteration: inout PlayIteration
    ) throws(Diagnostic) {
        guard task.isInclude, let first = subjects.first else { return }
        var groups: [Group] = []
        for report in reports where report.outcome.kind != .failed {
            let hosts = isOnce ? subjects.map(\.host) : [report.host]
            for inclusion in report.inclusions { add(inclusion, hosts, to: &groups) }
        }
        var parts: [(items: [TaskItem], hosts: [String], IncludeContext)] = []
        for group in groups {
            do throws(DiagnosticList) {
                let items = try load(group.inclusion, hosts: group.hosts)
                if let path = items.path { tell(path, group) }
                parts.append((items.items, group.hosts, group.inclusion.context))
            } catch {
                fail(group, error, first, &iteration)
            }
        }
        iteration.include(parts)
    }

    private func add(
        _ inclusion: TaskReport.Inclusion,
        _ hosts: [String],
        to groups: inout [Group]
    ) {
        let index = groups.firstIndex { group in
            group.inclusion.name == inclusion.name && group.inclusion.item == inclusion.item
                && group.inclusion.context.round == inclusion.context.round
                && !group.hosts.contains { hosts.contains($0) }
        }
        if let index {
            groups[index].hosts += hosts
        } else {
            groups.append(Group(inclusion: inclusion, hosts: hosts))
        }
    }

    /// An included file counts as a task of each host; a role's tasks speak for themselves.
    private func tell(_ path: String, _ group: Group) {
        let item = group.inclusion.item
        batch.run.reports.record(.included(path: path, hosts: group.hosts, item: item))
        for host in group.hosts { batch.progress.count(host) { $0.ok += 1 } }
    }

    private func load(
        _ inclusion: TaskReport.Inclusion,
        hosts: [String]
    ) throws(DiagnosticList) -> (items: [TaskItem], path: String?) {
        let play = batch.state.play
        switch task.action {
        case .includeTasks(let include):
            let items = try batch.loader.tasks(
                from: inclusion.name,
                of: include,
                in: task,
                play: play
            )
            let path = items.first?.allTasks.first?.file ?? inclusion.name
            return (items, batch.run.absolute(path))
        case .includeRole(let include):
            let role = try batch.loader.role(
                named: inclusion.name,
                entry: inclusion.entry,
                of: include,
                in: task,
                play: play
            )
            batch.addHandlers(role.handlers)
            if inclusion.isPublic { publish(role.roles, to: hosts) }
            return (role.items, nil)
        case .module:
            return ([], nil)
        }
    }

    private func publish(_ roles: [Role], to hosts: [String]) {
        for host in hosts {
            batch.run.host(host).update { contents in
                contents.publicVariables += roles.flatMap(\.variables)
                contents.publicDefaults += roles.flatMap(\.defaults)
            }
        }
    }

    private func fail(
        _ group: Group,
        _ error: DiagnosticList,
        _ subject: TaskSubject,
        _ iteration: inout PlayIteration
    ) {
        for host in group.hosts {
            let outcome = ItemOutcome.failed(error.description)
            batch.run.reports.record(
                .outcome(HostOutcome(.failed, host: host, result: outcome.shown))
            )
            batch.progress.count(host) { $0.failed += 1 }
        }
        batch.fail(group.hosts, &iteration)
    }
}
