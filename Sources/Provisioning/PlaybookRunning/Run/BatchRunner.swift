internal import BuiltinModules
internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import ModuleContract
internal import Playbooks
internal import RunReporting
internal import Templating

/// Runs a play on one batch of hosts: asks the strategy who goes on, has the work done, and draws
/// the conclusions.
final class BatchRunner {
    /// What a piece of work has left.
    enum Completion: Sendable {
        /// A task has ended on a host.
        case task(TaskReport, round: Int)
        /// The journal of a host was cleared of a handler; says what failed.
        case forgotten(track: Int, failure: String?)
    }

    let run: RunState
    let desk: HostDesk
    let loader: PlaybookLoader
    let progress: RunProgress
    let state: PlayState
    let crew: WorkCrew<Completion>
    /// Whether hosts take each step together.
    let isLockstep: Bool
    /// The headings of tasks that hosts come to each in its own time.
    let headings: TaskHeadings?
    private var strategy: any PlayStrategy
    private let files: PlayVariableFiles
    private var filesOfHosts: [String: [VariableSet]] = [:]
    /// The hosts of the batch in the play's order.
    private(set) var tracks: [HostTrack] = []
    private var trackOfHost: [String: Int] = [:]
    /// The tracks whose standing the strategy has not been told.
    private var changed: [Int] = []
    private var rounds: [Int: TaskRound] = [:]
    private var roundCount = 0
    private var warned: Set<String> = []
    /// The handlers in the order in which they run; included roles add theirs.
    var handlers: [Task]
    var handlerNames: HandlerNames
    /// Hosts that failed, in the order of failing.
    private(set) var failed: [String] = []
    /// Hosts that could not be reached.
    private(set) var unreachable: [String] = []
    /// Whether `meta: end_play` ended all batches.
    private(set) var isPlayEnded = false

    init(
        play: PlayRunner,
        state: PlayState,
        files: PlayVariableFiles,
        strategy: Strategy
    ) throws(Diagnostic) {
        run = play.run
        desk = play.desk
        loader = play.loader
        progress = play.progress
        self.state = state
        self.files = files
        let forks = play.run.options.forks
        self.strategy = strategy.forBatch(of: state.batch.count, forks: forks)
        isLockstep = self.strategy.isLockstep
        headings = isLockstep ? nil : TaskHeadings(play.run.reports)
        handlers = state.play.handlers
        handlerNames = HandlerNames(of: state.name, mask: play.run.mask)
        do throws(SystemError) {
            crew = try WorkCrew(limit: forks)
        } catch {
            throw Diagnostic("no more hosts can be worked on: \(error)")
        }
    }

    private var play: Play { state.play }

    /// The hosts that are still in the play.
    var active: [String] { state.activeHosts }

    /// Runs the batch.
    func runBatch() throws(Diagnostic) {
        let evaluator = KeywordEvaluator.ofPlay(play, run: run)
        for host in state.batch { filesOfHosts[host] = try variableFiles(of: host) }
        for handler in handlers { name(handler, evaluator) }
        let course = PlayCourse(
            play,
            gathering: try gatheringTask(evaluator),
            forcesHandlers: try evaluator.bool(play.forceHandlers) ?? run.options.forcesHandlers
        )
        let cursor = Cursor(course, startAt: progress.unreachedStart)
        tracks = state.batch.map { HostTrack(host: $0, cursor: cursor) }
        for (index, host) in state.batch.enumerated() { trackOfHost[host] = index }
        changed = Array(tracks.indices)
        do throws(Diagnostic) {
            try goThrough()
        } catch {
            while !crew.results().isEmpty {}
            throw error
        }
    }

    /// Has steps taken until nobody has one left.
    private func goThrough() throws(Diagnostic) {
        let selection = TaskSelection(run: run, play: state)
        while true {
            let guide = Cursor.Guide(handlers: handlers) { selection.selects($0) }
            for track in changed { strategy.note(track, tracks[track].standing(guide)) }
            changed = []
            if let failure = selection.failure { throw failure }
            let groups = strategy.next()
            for group in groups { try begin(group) }
            if !groups.isEmpty { continue }
            let completions = crew.results()
            if completions.isEmpty { return }
            for completion in completions { try conclude(completion) }
        }
    }

    private func begin(_ group: [Int]) throws(Diagnostic) {
        var step: Cursor.Step?
        for track in group {
            step = tracks[track].takeStep()
            if tracks[track].cursor.awaitedStart == nil { progress.noteStart() }
        }
        changed += group
        switch step {
        case .task(let task, let context)?:
            try begin(task, context, group)
        case .enter(let entrance, let block, let context)?:
            try validate(entrance, block, group.map { tracks[$0].host }, context)
        case .takeUpPending?:
            for track in group {
                tracks[track].takesUpPending = true
                takeUpPending(of: tracks[track].host)
            }
        case .handled(let position)?:
            forget(position, on: group)
        case nil:
            break
        }
    }

    private func begin(
        _ task: Task,
        _ context: IncludeContext,
        _ group: [Int]
    ) throws(Diagnostic) {
        let subjects = group.map { track in
            let cursor = tracks[track].cursor
            return subject(task, host: tracks[track].host, context, isHandler: cursor.isInHandlers)
        }
        if task.action.shortName == "meta" {
            return try MetaAction(subjects: subjects, batch: self).run()
        }
        roundCount += 1
        var round = TaskRound(batch: self, task: task, subjects: subjects, number: roundCount)
        try round.start()
        rounds[roundCount] = round
        for track in group { tracks[track].isBusy = true }
    }

    private func conclude(_ completion: Completion) throws(Diagnostic) {
        switch completion {
        case .forgotten(let track, let failure):
            tracks[track].isBusy = false
            changed.append(track)
            if let failure {
                let text = "the journal of handlers can't be cleared: \(failure)"
                run.reports.record(.warning(text))
            }
        case .task(let report, let number):
            rounds[number]?.take(report)
            guard let round = rounds[number], round.isOver else { return }
            rounds[number] = nil
            for track in round.subjects.compactMap({ trackOfHost[$0.host] }) {
                tracks[track].isBusy = false
                changed.append(track)
            }
            try round.conclude()
        }
    }

    /// Has a piece of work done for a host, which waits for it.
    func occupy(_ track: Int, _ work: @escaping @Sendable () -> Machine<Completion>) {
        tracks[track].isBusy = true
        changed.append(track)
        crew.add(WorkCrew.Piece(kind: "", work: work))
    }

    private func variableFiles(of host: String) throws(Diagnostic) -> [VariableSet] {
        if play.variableFiles.isEmpty { return [] }
        let scope = ScopeSubject(host: host, play: state)
        return try files.sets(KeywordEvaluator.over(run.scope(for: scope), play: play, run: run))
    }

    private func gatheringTask(_ evaluator: KeywordEvaluator) throws(Diagnostic) -> Task? {
        guard try evaluator.bool(play.gatherFacts) ?? run.options.gathersFacts,
            let module = BuiltinModules.catalog["setup"]
        else { return nil }
        let task = play.gatheringTask(calling: module)
        return run.options.tags.selects(task.directives.tags) ? task : nil
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
            handlers: handlerNames,
            headings: headings
        )
    }

    /// Warns once of something in the batch.
    func warn(_ text: String) {
        if warned.insert(text).inserted { run.reports.record(.warning(text)) }
    }
}

/// What becomes of hosts.
extension BatchRunner {
    /// Where a host is.
    func cursor(of host: String) -> Cursor? { trackOfHost[host].map { tracks[$0].cursor } }

    /// Changes where a host is.
    @discardableResult
    func change<Result>(_ host: String, _ body: (inout Cursor) -> Result) -> Result? {
        guard let track = trackOfHost[host] else { return nil }
        changed.append(track)
        return tracks[track].change(body)
    }

    /// Whether handlers that an earlier run left pending on a host are notified now.
    func takesUpPending(_ host: String) -> Bool {
        trackOfHost[host].map { tracks[$0].takesUpPending } ?? false
    }

    /// Takes note that hosts failed: they leave the play, or go on with what rescues them.
    func fail(_ hosts: [String]) {
        for host in hosts {
            let isRescued = cursor(of: host)?.leadsToRescue ?? false
            change(host) { $0.fail() }
            if isRescued { continue }
            if !failed.contains(host) { failed.append(host) }
            state.drop([host])
        }
    }

    /// Takes note that hosts cannot be reached.
    func lose(_ hosts: [String]) {
        for host in hosts { change(host) { $0.end() } }
        unreachable += hosts.filter { !unreachable.contains($0) }
        state.drop(hosts)
    }

    /// Takes hosts out of the play without a failure.
    func end(_ hosts: [String]) {
        for host in hosts { change(host) { $0.end() } }
        state.drop(hosts)
    }

    /// Ends the batch, and with `allBatches` the play.
    func endBatch(allBatches: Bool) {
        for track in tracks { change(track.host) { $0.end() } }
        isPlayEnded = isPlayEnded || allBatches
    }

    /// Lets failed hosts take part in the plays that come.
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
