internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import Playbooks

/// Which tasks of a play the options of the run leave, by their tags.
final class TaskSelection {
    private let run: RunState
    private let play: PlayState

    /// What is wrong with the tags of a task that was asked about.
    private(set) var failure: Diagnostic?

    init(run: RunState, play: PlayState) {
        self.run = run
        self.play = play
    }

    /// Whether the tags of a task are chosen.
    func selects(_ task: Task) -> Bool {
        do throws(Diagnostic) {
            return run.options.tags.selects(try tags(of: task))
        } catch {
            failure = failure ?? error
            return false
        }
    }

    /// The tags of a task; templates in them see the variables of play, role and task.
    func tags(of task: Task) throws(Diagnostic) -> [String] {
        if task.directives.tagTemplates.isEmpty { return task.directives.tags }
        let scope = run.scope(
            for: ScopeSubject(
                host: "",
                play: play,
                role: task.role,
                variables: task.directives.variables
            )
        )
        return try KeywordEvaluator.over(scope, play: play.play, run: run).tags(of: task.directives)
    }
}

extension Task {
    /// Whether `--start-at-task` means this task: by its name, with its role's before it or not, or
    /// a pattern of them.
    func isNamed(_ pattern: String) -> Bool {
        [title, name?.string].compactMap(\.self).contains { name in
            name == pattern || Glob.matches(pattern, name)
        }
    }
}
