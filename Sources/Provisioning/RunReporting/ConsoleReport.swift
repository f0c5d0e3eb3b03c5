internal import Diagnostics
public import LinuxSystem
internal import DocumentValues
internal import Synchronization

/// The report on the console, line by line as `ansible-playbook` prints it.
public final class ConsoleReport: RunObserver {
    /// How it is printed.
    public struct Style: Sendable {
        /// Whether colours are used.
        public var usesColors: Bool
        /// The columns that headings fill.
        public var columns: Int
        /// How many `-v` were given.
        public var verbosity: Int
        /// Whether the values of `set_stats` are shown.
        public var showsCustomStatistics = false

        /// A style.
        public init(usesColors: Bool = false, columns: Int = 79, verbosity: Int = 0) {
            self.usesColors = usesColors
            self.columns = columns
            self.verbosity = verbosity
        }

        /// The style for a descriptor: colours and its width on a terminal only.
        public static func fitting(_ descriptor: FileDescriptor, verbosity: Int) -> Style {
            Style(
                usesColors: usesColors(isTerminal: descriptor.isTerminal) { Environment[$0] },
                columns: max(79, (descriptor.terminalColumns ?? 0) - 1),
                verbosity: verbosity
            )
        }

        /// Whether there are colours: on a terminal, unless the environment says otherwise.
        ///
        /// `NO_COLOR` counts with any text but the empty one; Ansible's two are booleans.
        static func usesColors(
            isTerminal: Bool,
            _ environment: (_ name: String) -> String?
        ) -> Bool {
            func isOn(_ name: String) -> Bool {
                let word = environment(name)?.lowercased() ?? ""
                return ["1", "true", "yes", "on", "y", "t"].contains(word)
            }
            if isOn("ANSIBLE_FORCE_COLOR") { return true }
            let isPlain = environment("NO_COLOR").map { !$0.isEmpty } ?? false
            return isTerminal && !isPlain && !isOn("ANSIBLE_NOCOLOR")
        }
    }

    let style: Style
    private let mask: SecretMask
    private let customStatistics = Mutex(CustomStatistics())
    private let write: @Sendable (_ text: String, _ isForErrors: Bool) -> Void

    /// A report; `write` gets whole lines, and whether they are warnings and errors.
    public init(
        style: Style,
        mask: SecretMask,
        write: @escaping @Sendable (_ text: String, _ isForErrors: Bool) -> Void
    ) {
        self.style = style
        self.mask = mask
        self.write = write
    }

    /// Prints what an event says.
    public func record(_ event: RunEvent) {
        switch event {
        case .playStarted(let name): banner(name.isEmpty ? "PLAY" : "PLAY [\(name)]")
        case .noHostsMatched: say("skipping: no hosts matched", .skipped)
        case .noHostsLeft: banner("NO MORE HOSTS LEFT")
        case .taskStarted(let title):
            banner("\(title.kind.rawValue) [\(title.name)]")
            if style.verbosity >= 2 { say("task path: \(title.place)", .debug) }
        case .outcome(let outcome):
            report(outcome)
            if style.showsCustomStatistics {
                customStatistics.withLock { $0.take(outcome.result, of: outcome.host) }
            }
        case .retrying(let outcome, let left):
            let task = outcome.task
            say(
                "FAILED - RETRYING: [\(outcome.hostLabel)]: \(task) (\(left) retries left).",
                .debug
            )
        case .included(let path, let hosts, let item):
            let label = item.map { " => (item=\($0))" } ?? ""
            say("included: \(path) for \(hosts.joined(separator: ", "))\(label)", .skipped)
        case .pendingHandler(let host, let name):
            say("pending handler from an earlier run: [\(host)] \(name)", .changed)
        case .stillRunning(let tasks): for line in lines(of: tasks) { say(line, .debug) }
        case .interrupted(let tasks, let waiting): report(interruptedIn: tasks, waiting)
        case .warning(let text): say("[WARNING]: \(text)", .warning, isForErrors: true)
        case .diagnostic(let diagnostic): say(diagnostic.rendered(), .failed, isForErrors: true)
        case .finished(let statistics): recap(statistics)
        }
    }

    func masked(_ result: ValueMap) -> ValueMap { mask.masked(result) }

    func say(_ text: String, _ color: TerminalColor? = nil, isForErrors: Bool = false) {
        let text = mask.masked(text)
        let painted = style.usesColors ? color?.paint(text) ?? text : text
        write(painted + "\n", isForErrors)
    }

    private func banner(_ text: String) {
        let stars = String(repeating: "*", count: max(3, style.columns - text.count))
        say("\n\(text) \(stars)")
    }

    private func recap(_ statistics: RunStatistics) {
        banner("PLAY RECAP")
        for (host, counts) in statistics.hosts.sorted(by: { $0.key < $1.key }) {
            let columns: [(String, Int, TerminalColor)] = [
                ("ok", counts.ok, .ok),
                ("changed", counts.changed, .changed),
                ("unreachable", counts.unreachable, .unreachable),
                ("failed", counts.failed, .failed),
                ("skipped", counts.skipped, .skipped),
                ("rescued", counts.rescued, .ok),
                ("ignored", counts.ignored, .warning),
            ]
            let cells = columns.map { lead, count, color in
                let cell = "\(lead)=" + padded(String(count), to: 4)
                return count > 0 && style.usesColors ? color.paint(cell) : cell
            }
            say("\(name(of: host, counts)) : \(cells.joined(separator: " "))")
        }
        say("")
        let lines = customStatistics.withLock { $0.lines }
        if lines.isEmpty { return }
        banner("CUSTOM STATS:")
        for line in lines { say(line) }
        say("")
    }

    private func name(of host: String, _ counts: RunStatistics.Counts) -> String {
        if !style.usesColors { return padded(host, to: 26) }
        let isBad = counts.failed > 0 || counts.unreachable > 0
        let color: TerminalColor = isBad ? .failed : counts.changed > 0 ? .changed : .ok
        return padded(color.paint(host), to: 37)
    }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
