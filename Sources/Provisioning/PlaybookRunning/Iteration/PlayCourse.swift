internal import Playbooks

/// What every host of a batch goes through, beside what it includes on the way: the parts of a play
/// in order.
struct PlayCourse: Sendable {
    /// One part.
    enum Part: Sendable {
        /// The task that gathers facts, whatever tags are chosen.
        case gathering(Task)
        /// Tasks and blocks of a section, or of `roles` and `tasks` together.
        case items([TaskItem])
        /// The same, with handlers that are forced: they are flushed on hosts that fail there, too.
        case forced([TaskItem])
        /// From here on handlers that an earlier run left pending are notified: roles and tasks find
        /// the variables that `pre_tasks` set.
        case pending
        /// Notified handlers run.
        case flush
    }

    /// The parts in their order.
    let parts: [Part]

    /// The parts of a play.
    ///
    /// - Parameters:
    ///   - play: the play.
    ///   - gathering: the task that gathers facts, if the play gathers any.
    ///   - forcesHandlers: whether handlers run on hosts that have failed.
    init(_ play: Play, gathering: Task?, forcesHandlers: Bool) {
        var parts: [Part] = gathering.map { [.gathering($0)] } ?? []
        var items: [TaskItem] = []
        var takesUpPending = false
        for (index, section) in play.sections.enumerated() {
            if section.kind != .preTasks, !takesUpPending {
                takesUpPending = true
                parts.append(.pending)
            }
            items += section.items
            let next = index + 1 < play.sections.count ? play.sections[index + 1].kind : nil
            if section.kind == .roles && next == .tasks { continue }
            parts += forcesHandlers ? [.forced(items)] : [.items(items), .flush]
            items = []
        }
        self.parts = parts
    }
}
