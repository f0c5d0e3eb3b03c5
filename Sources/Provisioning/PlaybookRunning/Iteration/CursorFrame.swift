internal import Playbooks

/// One level of a ``Cursor``: a list, and how far the host has come in it.
struct CursorFrame {
    /// What the list is made of.
    enum Content {
        /// The parts of the play.
        case course(PlayCourse)
        /// Tasks and blocks of a section; with forced handlers they are flushed at its end, whatever
        /// has failed.
        case section([TaskItem], forcesHandlers: Bool)
        /// A block, with its rescue.
        case block(Block)
        /// What a dynamic include has brought, one list after the other.
        case inclusions([Inclusion])
        /// The handlers that are notified, in their order.
        case handlers
    }

    /// What one round of a dynamic include has brought.
    struct Inclusion {
        /// Its tasks and blocks.
        let items: [TaskItem]
        /// What the include gives them.
        let context: IncludeContext

        /// What others include and this host does not.
        static let none = Inclusion(items: [], context: .none)
    }

    /// The part of a block that is gone through.
    enum Phase: Int {
        /// A list that is no block, or the tasks of one.
        case tasks
        /// `rescue`, after a failure.
        case rescue
        /// `always`, whatever has happened.
        case always
    }

    /// What is next in the list.
    enum Entry {
        /// A part of the play.
        case part(PlayCourse.Part)
        /// A task or a block.
        case item(TaskItem)
        /// What an include has brought.
        case inclusion(Inclusion)
        /// The handler at this position.
        case handler(Int)
        /// The handler at this position has run.
        case handled(Int)
    }

    private let content: Content
    /// What the includes around say.
    let context: IncludeContext
    private(set) var phase = Phase.tasks
    /// How many entries of the phase were taken; every handler counts as two, it and its end.
    private(set) var taken = 0
    /// Whether something failed here that no rescue took care of; `always` runs first.
    private(set) var hasFailed = false
    /// The handler that runs.
    private var handler: Int?

    init(_ content: Content, context: IncludeContext) {
        self.content = content
        self.context = context
    }

    /// The role that the block is the whole of.
    var role: Role? { block?.entrance?.role }

    /// Whether notified handlers run here.
    var isOfHandlers: Bool {
        if case .handlers = content { true } else { false }
    }

    /// Whether a failure now is one for this block's `rescue`.
    var leadsToRescue: Bool { phase == .tasks && block?.rescue.isEmpty == false }

    private var block: Block? {
        guard case .block(let block) = content else { return nil }
        return block
    }

    /// The next entry of the phase; nil when it is over.
    ///
    /// A handler that is taken is taken out of those that the host wants.
    mutating func next(_ notified: inout Set<Int>) -> Entry? {
        if case .handlers = content { return nextHandler(&notified) }
        guard let entry = entry(taken) else { return nil }
        taken += 1
        return entry
    }

    private func entry(_ index: Int) -> Entry? {
        switch content {
        case .course(let course):
            return index < course.parts.count ? .part(course.parts[index]) : nil
        case .section(let items, _):
            if phase == .always { return index == 0 ? .part(.flush) : nil }
            return index < items.count ? .item(items[index]) : nil
        case .block(let block):
            let items = block.items(of: phase)
            return index < items.count ? .item(items[index]) : nil
        case .inclusions(let inclusions):
            return index < inclusions.count ? .inclusion(inclusions[index]) : nil
        case .handlers:
            return nil
        }
    }

    private mutating func nextHandler(_ notified: inout Set<Int>) -> Entry? {
        if let handler {
            self.handler = nil
            taken += 1
            return .handled(handler)
        }
        guard let position = notified.filter({ 2 * $0 >= taken }).min() else { return nil }
        notified.remove(position)
        handler = position
        taken = 2 * position + 1
        return .handler(position)
    }

    /// Goes on to `always` after the end of a phase, if there is one.
    mutating func enterNextPhase() -> Bool {
        guard phase != .always, hasAlways else { return false }
        enter(.always)
        return true
    }

    /// Goes on to `rescue` or `always` after a failure, if there is one.
    mutating func fail() -> Bool {
        if leadsToRescue {
            enter(.rescue)
            return true
        }
        guard phase != .always, hasAlways else { return false }
        hasFailed = true
        enter(.always)
        return true
    }

    private var hasAlways: Bool {
        switch content {
        case .section(_, let forcesHandlers): forcesHandlers
        case .block(let block): !block.always.isEmpty
        case .course, .inclusions, .handlers: false
        }
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        taken = 0
    }
}

extension Block {
    fileprivate func items(of phase: CursorFrame.Phase) -> [TaskItem] {
        switch phase {
        case .tasks: tasks
        case .rescue: rescue
        case .always: always
        }
    }
}
