internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// Loads what hosts include and puts it before what comes next.
struct IncludeRound {
    let batch: BatchRunner
    let task: Task
    /// The task on the hosts that took it together.
    let subjects: [TaskSubject]
    /// Whether one of them took it for all.
    let isOnce: Bool

    /// One file or role with the hosts that include it with the same variables.
    private struct Group {
        var inclusion: TaskReport.Inclusion
        var hosts: [String]
    }

    /// Loads the inclusions of the hosts; hosts with equal ones go through them together.
    func run(_ reports: [TaskReport]) {
        guard task.isInclude else { return }
        var groups: [Group] = []
        for report in reports where report.outcome.kind != .failed {
            let hosts = isOnce ? subjects.map(\.host) : [report.host]
            for inclusion in report.inclusions { add(inclusion, hosts, to: &groups) }
        }
        // An inclusion that a host does not take part in is an empty one for it, so that those which
        // hosts share have one place among all.
        var parts: [String: [CursorFrame.Inclusion]] = [:]
        for (number, group) in groups.enumerated() {
            do throws(DiagnosticList) {
                let loaded = try load(group.inclusion, hosts: group.hosts)
                if let path = loaded.path { tell(path, group) }
                let context = group.inclusion.context
                for host in group.hosts {
                    let gap = number - parts[host, default: []].count
                    parts[host, default: []] += Array(repeating: .none, count: gap)
                    parts[host]?.append(.init(items: loaded.items, context: context))
                }
            } catch {
                fail(group, error)
            }
        }
        for (host, inclusions) in parts { batch.change(host) { $0.include(inclusions) } }
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

    private func fail(_ group: Group, _ error: DiagnosticList) {
        let subjects = subjects.filter { group.hosts.contains($0.host) }
        for subject in subjects {
            let outcome = ItemOutcome.failed(error.description)
            subject.record(
                .outcome(HostOutcome(.failed, host: subject.host, result: outcome.shown))
            )
            batch.progress.count(subject.host) { $0.failed += 1 }
        }
        batch.fail(subjects.map(\.host))
    }
}
