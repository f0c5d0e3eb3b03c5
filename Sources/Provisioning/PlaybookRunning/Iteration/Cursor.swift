internal import Playbooks

/// Where one host is in a play: a stack of lists that are open, outermost first.
///
/// A value that runs nothing and knows no other host: it is told what came of a step and answers
/// with the next one, so that walking a copy is looking ahead.
struct Cursor {
    /// What the host does next.
    enum Step {
        /// This task, with what the includes around it say.
        case task(Task, IncludeContext)
        /// The options of a role are held against its specification.
        case enter(RoleEntrance, Block, IncludeContext)
        /// Handlers that an earlier run left pending are taken up.
        case takeUpPending
        /// The handler at this position has run.
        case handled(Int)
    }

    /// What a cursor goes by that is the same for all hosts.
    struct Guide {
        /// The handlers in the order in which they run.
        let handlers: [Task]
        /// Whether the tags of a task are chosen.
        let isTagged: (Task) -> Bool
    }

    private var frames: [CursorFrame]
    private var roles = RoleHistory()
    private var notified: Set<Int> = []
    /// The task that the run starts at, as long as the host has not come to it.
    private(set) var awaitedStart: String?
    /// Whether the host has failed, and nothing rescued it.
    private(set) var isFailed = false

    /// The start of a play; with `startAt`, tasks before the first of that name are left out.
    init(_ course: PlayCourse, startAt: String? = nil) {
        frames = [CursorFrame(.course(course), context: .none)]
        awaitedStart = startAt
    }

    /// Where the host is.
    var position: CursorPosition { CursorPosition(frames) }

    /// Whether handlers run, or what they include.
    var isInHandlers: Bool { frames.contains(where: \.isOfHandlers) }

    /// Whether a failure now comes to a `rescue`.
    var leadsToRescue: Bool { frames.contains(where: \.leadsToRescue) }

    /// Goes on to the next step; nil when the play is over for the host.
    mutating func advance(_ guide: Guide) -> Step? {
        while let last = frames.indices.last {
            guard let entry = frames[last].next(&notified) else {
                leave()
                continue
            }
            if let step = step(entry, frames[last].context, guide) { return step }
        }
        return nil
    }

    private mutating func step(
        _ entry: CursorFrame.Entry,
        _ context: IncludeContext,
        _ guide: Guide
    ) -> Step? {
        switch entry {
        case .part(.gathering(let task)):
            return .task(task, context)
        case .part(.items(let items)):
            frames.append(CursorFrame(.section(items, forcesHandlers: false), context: context))
        case .part(.forced(let items)):
            frames.append(CursorFrame(.section(items, forcesHandlers: true), context: context))
        case .part(.pending):
            return .takeUpPending
        case .part(.flush):
            flush()
        case .inclusion(let inclusion):
            let content = CursorFrame.Content.section(inclusion.items, forcesHandlers: false)
            frames.append(CursorFrame(content, context: inclusion.context))
        case .handler(let position):
            return .task(guide.handlers[position], context)
        case .handled(let position):
            return .handled(position)
        case .item(.task(let task)):
            if takes(task, guide) { return .task(task, context) }
        case .item(.block(let block)):
            return enter(block, context, guide)
        }
        return nil
    }

    private mutating func enter(
        _ block: Block,
        _ context: IncludeContext,
        _ guide: Guide
    ) -> Step? {
        guard let entrance = block.entrance else {
            frames.append(CursorFrame(.block(block), context: context))
            return nil
        }
        guard roles.isDue(entrance) else { return nil }
        frames.append(CursorFrame(.block(block), context: context))
        let isAnyTaken = block.tasks.contains { item in
            item.allTasks.contains { task in
                var copy = self
                return copy.takes(task, guide)
            }
        }
        guard entrance.specification != nil, isAnyTaken else { return nil }
        return .enter(entrance, block, context)
    }

    /// Whether a task is one of those that run; the one that the run starts at begins it.
    private mutating func takes(_ task: Task, _ guide: Guide) -> Bool {
        if isInHandlers { return true }
        guard guide.isTagged(task) else { return false }
        guard let start = awaitedStart else { return true }
        guard task.isNamed(start) else { return false }
        awaitedStart = nil
        return true
    }

    private mutating func leave() {
        guard var frame = frames.popLast() else { return }
        if frame.enterNextPhase() { return frames.append(frame) }
        if frame.hasFailed { return fail() }
        if let role = frame.role { roles.finish(role) }
    }
}

extension Cursor {
    /// Takes note that the step has failed: the host goes on with what rescues it, or with what is
    /// done always, or is out.
    mutating func fail() {
        while var frame = frames.popLast() {
            if frame.fail() { return frames.append(frame) }
        }
        isFailed = true
    }

    /// Ends the play for the host: it is lost, or has done what it was to do.
    mutating func end() { frames = [] }

    /// Ends the innermost role that the host is in; false when it is in none.
    mutating func endRole() -> Bool {
        guard let index = frames.lastIndex(where: { $0.role != nil }) else { return false }
        if let role = frames[index].role { roles.finish(role) }
        frames.removeSubrange(index...)
        return true
    }

    /// Puts what was included before what comes next.
    mutating func include(_ inclusions: [CursorFrame.Inclusion]) {
        guard let context = frames.last?.context, !inclusions.isEmpty else { return }
        frames.append(CursorFrame(.inclusions(inclusions), context: context))
    }

    /// Runs the handlers that are notified before what comes next.
    mutating func flush() {
        if notified.isEmpty { return }
        frames.append(CursorFrame(.handlers, context: .none))
    }

    /// Takes note that the host wants a handler; says whether that is new.
    @discardableResult
    mutating func notify(_ handler: Int) -> Bool { notified.insert(handler).inserted }

    /// Takes note that a task of a role ran on the host.
    mutating func noteTask(of role: Role) { roles.noteTask(of: role) }
}
