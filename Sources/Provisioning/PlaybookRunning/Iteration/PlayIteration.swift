internal import Playbooks

/// Which task is next, and on which hosts: the way through a list of tasks and blocks.
///
/// A value that runs nothing: it is told which hosts failed or are gone, and answers with the next
/// step. All hosts of a step finish it before the next one is asked for. Hosts that fail in a block
/// wait for its `rescue`; `always` is for all of them.
struct PlayIteration {
    /// What is to be done next.
    enum Step {
        /// This task, on these hosts.
        case task(Task, hosts: [String], context: IncludeContext)
        /// The options of a role are held against its specification, on these hosts.
        case enter(RoleEntrance, Block, hosts: [String], context: IncludeContext)
        /// Nothing is left to do.
        case finished
    }

    private var frames: [IterationLevel]
    private let roles: RoleHistory
    private let isSelected: (Task) -> Bool

    /// The hosts that failed and were not rescued, in the order of failing.
    private(set) var failed: [String] = []

    init(
        _ items: [TaskItem],
        hosts: [String],
        context: IncludeContext = .none,
        roles: RoleHistory = RoleHistory(),
        isSelected: @escaping (Task) -> Bool
    ) {
        frames = [IterationLevel(items: items, hosts: hosts, context: context)]
        self.roles = roles
        self.isSelected = isSelected
    }

    /// The next task that is selected and has hosts left.
    mutating func next() -> Step {
        while let last = frames.indices.last {
            guard let item = frames[last].nextItem() else {
                leave(last)
                continue
            }
            let frame = frames[last]
            switch item {
            case .task(let task):
                if isSelected(task) {
                    return .task(task, hosts: frame.hosts, context: frame.context)
                }
            case .block(let block):
                let entrance = block.entrance
                let hosts = entrance.map { roles.hosts(frame.hosts, for: $0) } ?? frame.hosts
                frames.append(IterationLevel(block: block, hosts: hosts, context: frame.context))
                if let entrance, entrance.specification != nil, !hosts.isEmpty,
                    block.tasks.contains(where: { $0.allTasks.contains(where: isSelected) })
                {
                    return .enter(entrance, block, hosts: hosts, context: frame.context)
                }
            }
        }
        return .finished
    }

    /// Puts tasks that were included before what comes next; several calls run in their order.
    mutating func include(_ inclusions: [(items: [TaskItem], hosts: [String], IncludeContext)]) {
        for inclusion in inclusions.reversed() {
            frames.append(
                IterationLevel(items: inclusion.items, hosts: inclusion.hosts, context: inclusion.2)
            )
        }
    }

    /// Whether a host that fails now comes to a `rescue`.
    var leadsToRescue: Bool { frames.contains { $0.leadsToRescue } }

    /// Takes note that hosts failed in the step that was last answered.
    mutating func fail(_ hosts: [String]) {
        guard let last = frames.indices.last else {
            failed += hosts.filter { !failed.contains($0) }
            return
        }
        frames[last].fail(hosts)
    }

    /// Takes note that hosts are out of the play: unreachable, or ended.
    mutating func remove(_ hosts: [String]) {
        for index in frames.indices { frames[index].remove(hosts) }
    }

    private mutating func leave(_ last: Int) {
        if frames[last].enterNextPhase() { return }
        let left = frames.removeLast()
        if let role = left.role { roles.finish(role) }
        fail(left.lost)
    }
}
