internal import BuiltinModules
internal import Diagnostics
internal import DocumentValues
internal import ModuleContract
internal import Playbooks
internal import RunReporting
internal import Templating

/// Runs a play on one batch of hosts: all of them finish a task before the next one starts.
final class BatchRunner {
    let run: RunState
    let desk: HostDesk
    let loader: PlaybookLoader
    let progress: RunProgress
    let state: PlayState
    private let files: PlayVariableFiles
    private var filesOfHosts: [String: [VariableSet]] = [:]
    /// The handlers in the order in which they run; included roles add theirs.
    var handlers: [Task]
    var handlerNames: HandlerNames
    var notified = NotifiedHandlers()
    /// The roles that were gone through.
    let roleHistory = RoleHistory()
    /// Hosts that failed, in the order of failing.
    private(set) var failed: [String] = []
    /// Hosts that could not be reached.
    private(set) var unreachable: [String] = []
    /// Hosts that a `meta: end_host` took out.
    private var ended: [String] = []
    /// Whether `meta: end_play` ended all batches.
    private(set) var isPlayEnded = false
    private var isBatchEnded = false

    /// Whether handlers left pending by an earlier run are notified now: not before the roles and
    /// tasks begin, so that they find the variables that those set.
    private(set) var takesUpPending = false
    private var forcesHandlers = false

    init(play: PlayRunner, state: PlayState, files: PlayVariableFiles) {
        run = play.run
        desk = play.desk
        loader = play.loader
        progress = play.progress
        self.state = state
        self.files = files
        handlers = state.play.handlers
        handlerNames = HandlerNames(of: state.name, mask: play.run.mask)
    }

    private var play: Play { state.play }

    /// The hosts that are still in the play.
    var active: [String] { state.activeHosts }

    /// Runs the batch.
    func runBatch() throws(Diagnostic) {
        let evaluator = KeywordEvaluator.ofPlay(play, run: run)
        forcesHandlers = try evaluator.bool(play.forceHandlers) ?? run.options.forcesHandlers
        for host in state.batch { filesOfHosts[host] = try variableFiles(of: host) }
        for handler in handlers { name(handler, evaluator) }
        if try evaluator.bool(play.gatherFacts) ?? run.options.gathersFacts { try gatherFacts() }
        for (index, section) in play.sections.enumerated() {
            if isBatchEnded { break }
            if section.kind != .preTasks, !takesUpPending {
                takesUpPending = true
                for host in state.batch { takeUpPending(of: host) }
            }
            try walk(section.items, hosts: active)
            let next = index + 1 < play.sections.count ? play.sections[index + 1].kind : nil
            if section.kind == .roles && next == .tasks { continue }
            try flushHandlers(among: handlerHosts)
        }
        if play.sections.isEmpty { try flushHandlers(among: handlerHosts) }
    }

    /// The hosts that run handlers: failed ones too, when handlers are forced.
    private var handlerHosts: [String] {
        guard forcesHandlers else { return active }
        return state.batch.filter { !unreachable.contains($0) && !ended.contains($0) }
    }

    private func variableFiles(of host: String) throws(Diagnostic) -> [VariableSet] {
        if play.variableFiles.isEmpty { return [] }
        let scope = ScopeSubject(host: host, play: state)
        return try files.sets(KeywordEvaluator.over(run.scope(for: scope), play: play, run: run))
    }

    private func gatherFacts() throws(Diagnostic) {
        guard let module = BuiltinModules.catalog["setup"], !active.isEmpty else { return }
        let task = play.gatheringTask(calling: module)
        guard run.options.tags.selects(task.directives.tags) else { return }
        try walk([.task(task)], hosts: active, isImplicit: true)
    }

    /// Goes through tasks and blocks until none is left.
    func walk(
        _ items: [TaskItem],
        hosts: [String],
        isHandler: Bool = false,
        isImplicit: Bool = false
    ) throws(Diagnostic) {
        let selection = TaskSelection(run: run, progress: progress, play: state)
        let selectsAll = isHandler || isImplicit
        var iteration = PlayIteration(items, hosts: hosts, roles: roleHistory) { task in
            selectsAll || selection.selects(task)
        }
        while !isBatchEnded {
            let next = iteration.next()
            if let failure = selection.failure { throw failure }
            switch next {
            case .finished:
                return
            case .enter(let entrance, let block, let hosts, let context):
                try validate(entrance, block, hosts, context, &iteration)
            case .task(let task, let hosts, let context):
                try step(task, hosts, context, isHandler: isHandler, &iteration)
            }
        }
    }

    private func step(
        _ task: Task,
        _ hosts: [String],
        _ context: IncludeContext,
        isHandler: Bool,
        _ iteration: inout PlayIteration
    ) throws(Diagnostic) {
        let subjects = hosts.map { subject(task, host: $0, context, isHandler: isHandler) }
        if task.action.shortName == "meta" {
            let action = MetaAction(subjects: subjects, batch: self)
            return try action.run(&iteration)
        }
        let round = TaskRound(batch: self, task: task, subjects: subjects)
        try round.run(&iteration)
    }

    /// A task on a host of the batch.
    func subject(
        _ task: Task,
        host: String,
        _ context: IncludeContext,
        isHandler: Bool = false
    ) -> TaskSubject {
        TaskSubject(
            run: run,
            desk: desk,
            play: state,
            variableFiles: filesOfHosts[host] ?? [],
            host: host,
            task: task,
            include: context,
            isHandler: isHandler,
            handlers: handlerNames
        )
    }

    /// Takes note that hosts failed: they leave the play, or wait for their rescue.
    func fail(_ hosts: [String], _ iteration: inout PlayIteration) {
        let isRescued = iteration.leadsToRescue
        iteration.fail(hosts)
        if isRescued { return }
        failed += hosts.filter { !failed.contains($0) }
        state.drop(hosts)
    }

    /// Takes note that hosts cannot be reached.
    func lose(_ hosts: [String], _ iteration: inout PlayIteration) {
        iteration.remove(hosts)
        unreachable += hosts.filter { !unreachable.contains($0) }
        state.drop(hosts)
    }

    /// Takes hosts out of the play without a failure.
    func end(_ hosts: [String], _ iteration: inout PlayIteration) {
        iteration.remove(hosts)
        ended += hosts
        state.drop(hosts)
    }

    /// Ends the batch, and with `allBatches` the play.
    func endBatch(allBatches: Bool) {
        isBatchEnded = true
        isPlayEnded = isPlayEnded || allBatches
    }

    /// Lets failed hosts go on.
    func readmit() {
        progress.readmit(failed)
        failed = []
    }
}

extension KeywordEvaluator {
    /// Evaluates with a scope, files beside the playbook.
    static func over(_ scope: TaskScope, play: Play, run: RunState) -> KeywordEvaluator {
        let directory = play.playbookDirectory
        let paths = ControllerPaths(role: nil, taskFile: nil, playbookDirectory: directory)
        return KeywordEvaluator(
            engine: TemplateEngine(
                scope: scope,
                controller: TemplateFiles(paths: paths, vaults: run.vaults),
                secrets: run.mask
            ),
            vaults: run.vaults
        )
    }
}
