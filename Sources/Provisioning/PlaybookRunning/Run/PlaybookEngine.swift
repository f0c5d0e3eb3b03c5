public import Diagnostics
public import DocumentValues
public import HostConnections
public import Inventories
public import LinuxSystem
internal import ModuleContract
public import Playbooks
public import RunReporting
public import Vaulting

/// Runs playbooks on the hosts of an inventory.
///
/// Facts, registered results and connections are kept from one playbook to the next.
public final class PlaybookEngine: Sendable {
    /// What an engine is made of.
    public struct Parts: Sendable {
        /// The hosts.
        public var inventory: Inventory
        /// How playbooks are run.
        public var options = RunOptions()
        /// Variables that win over all others.
        public var extraVariables: [VariableSet] = []
        /// Who is told what happens.
        public var reports = RunReports([])
        /// The secrets that no report shows.
        public var mask = SecretMask()
        /// The passwords of vaulted texts.
        public var keyring = VaultKeyring()
        /// What is known of the hosts; engines may share it.
        public var memory = HostMemory()
        /// Loads what is included while a playbook runs.
        public var loader: PlaybookLoader
        /// Opens connections.
        public var dialer: any TargetDialer

        /// The parts that an engine cannot do without.
        public init(inventory: Inventory, loader: PlaybookLoader, dialer: any TargetDialer) {
            self.inventory = inventory
            self.loader = loader
            self.dialer = dialer
        }
    }

    let run: RunState
    let desk: HostDesk
    let loader: PlaybookLoader
    private let dialer: any TargetDialer
    let progress: RunProgress

    /// An engine.
    public init(_ parts: Parts) {
        run = RunState(
            options: parts.options,
            inventory: parts.inventory,
            extraVariables: parts.extraVariables,
            reports: parts.reports,
            mask: parts.mask,
            keyring: parts.keyring,
            loader: parts.loader,
            memory: parts.memory
        )
        desk = HostDesk(dialer: parts.dialer)
        loader = parts.loader
        dialer = parts.dialer
        progress = RunProgress(startAtTask: parts.options.startAtTask)
    }

    /// The counts of all that ran so far.
    public var statistics: RunStatistics { progress.statistics }

    /// Runs playbooks one after the other and reports the recap.
    ///
    /// - Throws: what is wrong with what operators wrote, when it is no matter of one host.
    @discardableResult
    public func run(_ playbooks: [Playbook]) throws(DiagnosticList) -> RunStatistics {
        defer {
            warnOfOrphans(playbooks)
            run.reports.record(.finished(progress.statistics))
        }
        for playbook in playbooks {
            for play in playbook.plays {
                try run.enterPlaybook(in: play.playbookDirectory)
                let runner = PlayRunner(
                    run: run,
                    desk: desk,
                    loader: loader,
                    progress: progress,
                    play: play
                )
                do throws(Diagnostic) {
                    if try runner.runPlay() == .endOfRun { return progress.statistics }
                } catch {
                    throw DiagnosticList([error])
                }
            }
        }
        if let name = progress.unreachedStart {
            throw DiagnosticList([
                Diagnostic(
                    "no task was named '\(name)', where the run was to start",
                    hint: "'--list-tasks' shows the names"
                )
            ])
        }
        return progress.statistics
    }

    /// The tasks that are at work at the moment.
    public var tasksInFlight: [RunningTask] { run.inFlight.current }

    /// When the reports were last told of something.
    public var lastEvent: MonotonicInstant { run.reports.lastEvent }

    /// Tells the reports that tasks are still at work; never waits.
    public func reportTasksInFlight() {
        run.reports.recordIfIdle(.stillRunning(tasksInFlight))
    }

    /// Ends the reports where the run stands, as the operator wants it to end: what is in flight,
    /// which handlers wait for the next run, the recap.
    public func reportInterruption() {
        let waiting = desk.waiting.flatMap { host, handlers in
            handlers.map { WaitingHandler(host: host, handler: $0.title) }
        }
        run.reports.end(with: [
            .interrupted(tasksInFlight, waiting: waiting), .finished(progress.statistics),
        ])
    }

    /// What is wrong with playbooks as far as the inventory tells before any host is contacted:
    /// patterns that match nothing, values that roles do not take.
    public func check(_ playbooks: [Playbook]) throws(DiagnosticList) {
        try InventoryCheck(run: run).check(playbooks)
    }

    /// Asks a host outside of any play, by its variables.
    public func ask(
        _ requests: [HostRequest],
        on host: String,
        asRoot: Bool = false
    ) throws(ConnectionProblem) -> [HostReply] {
        let settings = try connectionSettings(of: host)
        let become: Become?
        do throws(Diagnostic) {
            become = try BecomeReader(run: run, directives: Directives(), isWanted: asRoot)
                .become(KeywordEvaluator.ofHost(host, run: run))
        } catch {
            throw .settings(error)
        }
        do throws(ConnectionFailure) {
            return try TaskTarget(desk: desk, settings: settings, become: become).ask(requests)
        } catch {
            throw .failure(error)
        }
    }

    /// How a host is reached by its variables.
    func connectionSettings(of host: String) throws(ConnectionProblem) -> TargetSettings {
        let reader = TargetSettingsReader(
            run: run,
            evaluator: { name in KeywordEvaluator.ofHost(name, run: self.run) },
            directives: nil
        )
        do throws(Diagnostic) {
            return try reader.settings(of: host)
        } catch {
            throw .settings(error)
        }
    }

    /// The value of a node with the variables of a host, and with those given, which win over them.
    public func value(
        of node: Node,
        for host: String,
        with variables: VariableSet
    ) throws(Diagnostic) -> Value {
        try KeywordEvaluator.ofHost(host, run: run, with: [variables]).value(node)
    }

    /// The hosts that a pattern and the limit match, in the inventory's order.
    public func hosts(matching pattern: String) throws(Diagnostic) -> [String] {
        try PlayHosts(run: run).limited(run.inventory.hosts(matching: HostPattern(pattern)))
    }

    /// The hosts that a pattern matches, whatever the limit is, in the inventory's order.
    public func allHosts(matching pattern: String) -> [String] {
        (try? run.inventory.hosts(matching: HostPattern(pattern))) ?? []
    }

    /// Whether the inventory has a host of that name.
    public func knowsHost(_ name: String) -> Bool { run.inventory.hostNames.contains(name) }

    /// Ends all connections.
    public func close() {
        dialer.close()
    }
}

/// Why a host could not be asked.
public enum ConnectionProblem: Error, Sendable, CustomStringConvertible {
    /// The variables that say how it is reached are wrong.
    case settings(Diagnostic)
    /// It cannot be reached.
    case failure(ConnectionFailure)

    /// In the operator's words.
    public var description: String {
        switch self {
        case .settings(let diagnostic): diagnostic.rendered()
        case .failure(let failure): failure.description
        }
    }
}

extension PlaybookEngine {
    /// The hosts of a play after the limit, in the play's order.
    public func hosts(of play: Play) throws(Diagnostic) -> [String] {
        try PlayHosts(run: run).matching(play)
    }

    /// The tags of a play, those that templates give too.
    public func tags(of play: Play) throws(Diagnostic) -> [String] {
        try KeywordEvaluator.ofPlay(play, run: run).tags(of: play.directives)
    }

    /// The tags of a task of a play, those that templates give too.
    public func tags(of task: Task, in play: Play) throws(Diagnostic) -> [String] {
        let state = PlayState(play, name: play.title, allHosts: [], batch: [])
        return try TaskSelection(run: run, progress: progress, play: state).tags(of: task)
    }
}
