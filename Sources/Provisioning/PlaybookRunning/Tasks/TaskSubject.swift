internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import Templating

/// One task on one host, with all that its execution needs to know.
struct TaskSubject: Sendable {
    let run: RunState
    let desk: HostDesk
    let play: PlayState
    /// The files of the play's `vars_files`, as found for the host.
    let variableFiles: [VariableSet]
    let host: String
    let task: Task
    let include: IncludeContext
    /// Whether the task is a handler.
    let isHandler: Bool
    /// The names by which handlers of the play are noted, from the names that tasks notify.
    let handlers: HandlerNames
    /// The headings of tasks that hosts come to each in its own time.
    let headings: TaskHeadings?

    /// The evaluator for this host, or the host that is delegated to, with some more variables.
    ///
    /// The host of `delegatedTo` lends this one its address, where it has none of its own.
    func evaluator(
        _ extra: RoundVariables = RoundVariables(),
        for other: String? = nil,
        delegatedTo delegate: String? = nil
    ) -> KeywordEvaluator {
        let scope = run.scope(
            for: ScopeSubject(
                host: other ?? host,
                play: play,
                variableFiles: variableFiles,
                role: task.role,
                variables: task.directives.variables,
                include: include,
                environment: task.directives.environment,
                extra: extra,
                isDelegated: task.directives.delegateTo != nil,
                delegate: delegate,
                searchPath: paths.roots
            )
        )
        let files = TemplateFiles(paths: paths, vaults: run.vaults)
        return KeywordEvaluator(
            engine: TemplateEngine(scope: scope, controller: files, secrets: run.mask),
            vaults: run.vaults
        )
    }

    /// The outcome of what cannot be evaluated: a failure, but for a host that does not run yet,
    /// whose results other tasks cannot know.
    func failure(_ problem: Diagnostic) -> ItemOutcome {
        if run.expectations.isAwaited(host) {
            return .skipped(because: "'\(host)' does not run yet")
        }
        return .failed(problem.rendered())
    }

    /// Where the task's files are looked for.
    var paths: ControllerPaths {
        ControllerPaths(
            role: task.role,
            taskFile: task.file,
            playbookDirectory: play.play.playbookDirectory
        )
    }
}
