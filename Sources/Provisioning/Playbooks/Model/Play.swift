public import Diagnostics
public import DocumentValues

/// One play: hosts, and what is done on them.
public struct Play: Sendable {
    /// `name`, possibly a template; nil when the operator gave none.
    public var name: Node?
    /// `hosts`: a pattern or a list of them, possibly templates.
    public var hosts: Node
    /// What the play hands down to its tasks; its variables are in `variables`.
    public var directives: Directives
    /// `vars`, after those that an `import_playbook` gives.
    public var variables: [VariableSet]
    /// `vars_files`: names of files, or lists of which the first that exists is taken.
    public var variableFiles: [VariableFileChoice]
    /// `gather_facts`; nil leaves it to the configuration.
    public var gatherFacts: Setting<Bool>?
    /// `gather_subset`.
    public var gatherSubset: Node?
    /// `gather_timeout` in seconds.
    public var gatherTimeout: Setting<Int>?
    /// `serial`: numbers and percentages of hosts, one batch after the other; empty means all.
    public var serial: [Node]
    /// `strategy`.
    public var strategy: Setting<Strategy>?
    /// `order` of the hosts.
    public var order: Setting<HostOrder>?
    /// `max_fail_percentage`.
    public var maxFailPercentage: Setting<Double>?
    /// `force_handlers`.
    public var forceHandlers: Setting<Bool>?
    /// The sections in the order of the run; handlers are flushed after each.
    public var sections: [Section]
    /// The handlers in the order in which they run: those of roles, then the play's own.
    ///
    /// Of two with one name the later one is notified.
    public var handlers: [Task]
    /// The roles of `roles`, `import_role` and their dependencies, in the order of the run.
    public var roles: [Role]
    /// The folder of the playbook that holds the play.
    public var playbookDirectory: String
    /// Where the play starts.
    public var place: SourcePlace
    /// The places of the `import_playbook` that led here, innermost first.
    public var includedFrom: [SourcePlace]
    /// What Switchyard lacks of what the play names.
    var gaps: [Gap] = []

    /// The play's name as far as it is known before the run: its `name`, or its pattern.
    public var title: String {
        name?.string ?? hosts.string
            ?? (hosts.list ?? []).compactMap(\.string).joined(separator: ",")
    }

    /// The names of the roles that the play lists in `roles`.
    public var namedRoles: [String] {
        let blocks = sections.first { $0.kind == .roles }?.items ?? []
        return blocks.compactMap { item in
            guard case .block(let block) = item, let role = block.entrance?.role else { return nil }
            return role.parents.isEmpty ? role.name : nil
        }
    }

    /// The names of the roles that those depend on, each once.
    public var dependentRoles: [String] {
        let blocks = sections.first { $0.kind == .roles }?.items ?? []
        var names: [String] = []
        for case .block(let block) in blocks {
            guard let role = block.entrance?.role, !role.parents.isEmpty else { continue }
            if !names.contains(role.name) { names.append(role.name) }
        }
        return names
    }

    /// The names of all of them, each once.
    public var allRoleNames: [String] {
        var seen: Set<String> = []
        return (namedRoles + dependentRoles).filter { seen.insert($0).inserted }
    }

    /// Every task in the order of the run, handlers not included.
    public var allTasks: [Task] { sections.flatMap { $0.items.flatMap(\.allTasks) } }
}

/// A part of a play that ends with the flushing of handlers.
public struct Section: Sendable {
    /// The parts in the order of the run.
    public enum Kind: String, Sendable, CaseIterable {
        /// `pre_tasks`.
        case preTasks = "pre_tasks"
        /// `roles`.
        case roles
        /// `tasks`.
        case tasks
        /// `post_tasks`.
        case postTasks = "post_tasks"
    }

    /// Which part it is.
    public let kind: Kind
    /// Its tasks and blocks.
    public let items: [TaskItem]
}

/// One entry of `vars_files`: of several names the first that exists is taken.
public struct VariableFileChoice: Sendable {
    /// The names, possibly templates; one when the entry is no list.
    public let names: [Node]
}

/// How a play goes through its tasks.
public enum Strategy: String, Sendable, CaseIterable {
    /// All hosts finish a task before the next one starts.
    case linear
    /// Each host goes on as fast as it can.
    case free
    /// As free, and a host's tasks are not mixed with those of others.
    case hostPinned = "host_pinned"
}

/// The order in which a play takes its hosts.
public enum HostOrder: String, Sendable, CaseIterable {
    /// As in the inventory.
    case inventory
    /// From the last of the inventory to the first.
    case reverseInventory = "reverse_inventory"
    /// By name.
    case sorted
    /// By name, backwards.
    case reverseSorted = "reverse_sorted"
    /// In random order.
    case shuffle
}

/// A loaded and checked playbook.
public struct Playbook: Sendable {
    /// The path it was loaded from.
    public let path: String
    /// Its plays, those of imported playbooks too.
    public let plays: [Play]
    /// Every name that something in the playbook defines or uses, as far as it is known before the
    /// run.
    let mentionedNames: Set<String>
    /// What was found that does not stop the run.
    public let warnings: [Diagnostic]
}
