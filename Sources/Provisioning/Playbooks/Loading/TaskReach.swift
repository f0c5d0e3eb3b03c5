import Diagnostics
import DocumentValues
import ModuleContract
import Templating

/// Tells whether every run of the play comes to a task, for the gaps that are found in it.
struct TaskReach {
    let session: LoadSession
    let play: PlayDraft
    private let firstGap: Int
    private let mayHaveEnded: Bool

    /// Starts where the task is about to be read.
    init(session: LoadSession, play: PlayDraft) {
        self.session = session
        self.play = play
        firstGap = session.gaps.count
        mayHaveEnded = play.mayHaveEnded
    }

    /// Completes the gaps that were found in the task, and in what it includes.
    func settleGaps(of draft: TaskDraft, _ surroundings: TaskSurroundings) {
        let directives = draft.directives.inheriting(from: surroundings.inherited)
        let isCertain =
            !mayHaveEnded && !surroundings.isHandlers && directives.tagTemplates.isEmpty
            && directives.conditions.allSatisfy(TaskReach.isTrue)
            && draft.loop.map { TaskReach.hasItems($0.source) } ?? true
        session.settleGaps(from: firstGap) { gap in
            if !isCertain { gap.isCertain = false }
            // What is included in the run does not inherit the tags of the include.
            if gap.tags.isEmpty || draft.isDynamicInclude { gap.tags.append(directives.tags) }
        }
    }

    private static func isTrue(_ condition: Node) -> Bool {
        if case .bool(true) = condition.content { return true }
        return false
    }

    private static func hasItems(_ source: Loop.Source) -> Bool {
        let node =
            switch source {
            case .items(let node): node
            case .lookup(_, let terms): terms
            }
        return node.list.map { !$0.isEmpty } ?? false
    }

    /// Whether the playbook goes on where the task fails.
    static func mayFail(_ draft: TaskDraft, _ directives: Directives) -> Bool {
        if draft.failedWhen != nil { return true }
        guard let setting = directives.ignoreErrors else { return false }
        return setting.fixed != false
    }

    /// Whether the play may end with the task, for a host or for all.
    static func mayEndPlay(_ call: ModuleCall) -> Bool {
        call.module.description.name == "meta"
            && call.arguments.contains { $0.value.string?.hasPrefix("end_") ?? false }
    }

    /// Filters and tests that Switchyard lacks where the task would come to them after a change.
    static func lateGaps(of draft: TaskDraft) -> [Diagnostic] {
        let conditions = [draft.changedWhen, draft.failedWhen, draft.until].compactMap(\.self)
        let found =
            conditions.joined().flatMap { TemplateChecker.check(condition: $0) }
            + draft.directives.notifications.flatMap { TemplateChecker.check($0) }
        return found.filter { $0.severity == .note }
    }
}
