internal import Playbooks

/// One level of a ``PlayIteration``: a list of tasks, and the hosts that go through it.
struct IterationLevel {
    /// The part of a block that is gone through.
    private enum Phase {
        /// A list that is no block, or the tasks of one.
        case tasks
        /// `rescue`, for those that failed.
        case rescue
        /// `always`, for all.
        case always
    }

    private var items: [TaskItem]
    private var nextIndex = 0
    private var phase = Phase.tasks
    private let block: Block?
    private let entered: [String]
    /// The hosts that go through the current phase.
    private(set) var hosts: [String]
    private var failedInPhase: [String] = []
    private var unrescued: [String] = []
    private var isGone: Set<String> = []
    /// What the includes around say.
    let context: IncludeContext

    /// A plain list.
    init(items: [TaskItem], hosts: [String], context: IncludeContext) {
        self.items = items
        self.hosts = hosts
        self.context = context
        block = nil
        entered = hosts
    }

    /// A block.
    init(block: Block, hosts: [String], context: IncludeContext) {
        items = block.tasks
        self.hosts = hosts
        self.context = context
        self.block = block
        entered = hosts
    }

    /// The role that the block is the whole of.
    var role: Role? { block?.entrance?.role }

    /// Whether a failure now is one for this block's `rescue`.
    var leadsToRescue: Bool { phase == .tasks && block?.rescue.isEmpty == false }

    /// The hosts that failed here and were not rescued.
    var lost: [String] { unrescued }

    /// The next task or block of the phase; nil when it is over or no host is left in it.
    mutating func nextItem() -> TaskItem? {
        guard !hosts.isEmpty, nextIndex < items.count else { return nil }
        defer { nextIndex += 1 }
        return items[nextIndex]
    }

    /// Takes note that hosts failed.
    mutating func fail(_ names: [String]) {
        let known = names.filter { hosts.contains($0) }
        hosts.removeAll { known.contains($0) }
        failedInPhase += known
    }

    /// Takes note that hosts are out of the play.
    mutating func remove(_ names: [String]) {
        isGone.formUnion(names)
        hosts.removeAll { names.contains($0) }
        failedInPhase.removeAll { names.contains($0) }
        unrescued.removeAll { names.contains($0) }
    }

    /// Goes on to `rescue` or `always`, if there is one with hosts for it.
    mutating func enterNextPhase() -> Bool {
        if phase == .tasks, leadsToRescue, !failedInPhase.isEmpty {
            enter(.rescue, block?.rescue ?? [], failedInPhase)
            return true
        }
        unrescued += failedInPhase.filter { !unrescued.contains($0) }
        failedInPhase = []
        let all = entered.filter { !isGone.contains($0) }
        if phase != .always, let always = block?.always, !always.isEmpty, !all.isEmpty {
            enter(.always, always, all)
            return true
        }
        return false
    }

    private mutating func enter(_ next: Phase, _ list: [TaskItem], _ names: [String]) {
        phase = next
        items = list
        nextIndex = 0
        hosts = names
        failedInPhase = []
    }
}
