public import DocumentValues
public import HostConnections

/// What a module wants done: changes in order, a condition to wait for, and the task's result.
public struct Plan: Sendable {
    /// The changes, in the order in which they are applied; empty when all is in place.
    ///
    /// A change with a reply that means failure (a command that exits other than 0, an upload not
    /// stored, a refusal of the Incus daemon) is the last one applied.
    public var changes: [Change]

    /// What to wait for after the changes.
    public var wait: Wait?

    /// What changes in the run itself: facts, hosts, variables.
    public var effects: [Effect]

    /// The keys of the task's result that are known already; `skipped: true` among them shows the
    /// task as skipped.
    public var result: ValueMap

    /// Completes the result from the replies of all requests of all changes, in their order.
    ///
    /// Throws when the replies mean failure; after a failure there are fewer than were planned.
    /// Absent, a reply that means failure fails the task.
    public var finish: (@Sendable ([HostReply], inout TaskResult) throws(ModuleFailure) -> Void)?

    /// A plan; without changes it says that all is in place.
    public init(
        changes: [Change] = [],
        wait: Wait? = nil,
        effects: [Effect] = [],
        result: ValueMap = [:],
        finish: (@Sendable ([HostReply], inout TaskResult) throws(ModuleFailure) -> Void)? = nil
    ) {
        self.changes = changes
        self.wait = wait
        self.effects = effects
        self.result = result
        self.finish = finish
    }
}

extension Plan {
    /// Whether applying the plan changes the host: whether any of its changes counts.
    public var isChange: Bool { changes.contains(where: \.countsAsChange) }
}

/// One change of a host: what it is in the operator's words, and the requests that make it.
public struct Change: Sendable {
    /// What changes, as `install haproxy` or `mode 0644 -> 0600 of /etc/x`.
    public let summary: String

    /// The requests that make the change, in order; argument vectors, never shell lines.
    public let requests: [HostRequest]

    /// The content before and after, for diff mode.
    public let diff: Diff?

    /// Whether the task is `changed` by it; a reload of systemd's units, say, changes nothing.
    public let countsAsChange: Bool

    /// A change.
    public init(
        _ summary: String,
        requests: [HostRequest],
        diff: Diff? = nil,
        countsAsChange: Bool = true
    ) {
        self.summary = summary
        self.requests = requests
        self.diff = diff
        self.countsAsChange = countsAsChange
    }
}

/// A text before and after a change.
public struct Diff: Sendable, Hashable {
    /// What the old text is, as its path.
    public let beforeName: String
    /// What the new text is.
    public let afterName: String
    /// The old text; empty when there was none.
    public let before: String
    /// The new text; empty when there is none any more.
    public let after: String

    /// A difference between two texts.
    public init(beforeName: String, afterName: String, before: String, after: String) {
        self.beforeName = beforeName
        self.afterName = afterName
        self.before = before
        self.after = after
    }

    /// The difference as results hold it below `diff`.
    public var value: Value {
        [
            "before": .string(before), "after": .string(after),
            "before_header": .string(beforeName), "after_header": .string(afterName),
        ]
    }
}

/// A condition that a task waits for.
public struct Wait: Sendable {
    /// What one look at the host tells.
    public enum Verdict: Sendable {
        /// The condition holds; these keys go into the result.
        case reached(ValueMap)
        /// Not yet; says what is still missing.
        case notYet(String)
    }

    /// What is waited for, as `port 80 of 10.0.0.1 to open`.
    public let subject: String

    /// Looks once.
    public let probe: @Sendable () -> Probe<Verdict>

    /// Makes each look over a connection of its own, opened within so long, as
    /// `wait_for_connection` does: one that cannot be had counts as "not yet".
    public let connectTimeout: Duration?

    /// How long before the first look.
    public let delay: Duration

    /// How long between two looks.
    public let interval: Duration

    /// How long in all before the task fails, saying the last "not yet".
    public let timeout: Duration

    /// The message of the failure after the time-out; the subject and the last look, if nil.
    public let timeoutMessage: String?

    /// A condition.
    public init(
        for subject: String,
        delay: Duration = .zero,
        interval: Duration,
        timeout: Duration,
        connectTimeout: Duration? = nil,
        timeoutMessage: String? = nil,
        probe: @escaping @Sendable () -> Probe<Verdict>
    ) {
        self.subject = subject
        self.delay = delay
        self.interval = interval
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.timeoutMessage = timeoutMessage
        self.probe = probe
    }
}

/// A change in the run itself.
public enum Effect: Sendable {
    /// Variables of the host, as `set_fact` sets them.
    case setFacts(ValueMap)
    /// Facts gathered from the host: they go to the top, and below `ansible_facts` without their
    /// prefix `ansible_`.
    case gatheredFacts(ValueMap)
    /// Variables of the host read from a file, as `include_vars` does.
    case includeVariables(VariableSet)
    /// A host joins the inventory of this run.
    case addHost(name: String, groups: [String], variables: ValueMap)
    /// The host joins a group, which is within others.
    case joinGroup(host: String, group: String, parents: [String])
    /// The operator is asked, or waited for, for so long.
    case pause(prompt: String?, duration: Duration?, echo: Bool)
    /// An instance of the host that was asked is going to run: in check mode, what would.
    case startsInstance(name: String, project: String)
    /// The named `meta` action.
    case meta(String)
    /// Bytes go into a file on the controller, replaced whole.
    case saveOnController(path: String, bytes: [UInt8])
}

/// What a task leaves behind: the registered value, with its verdict.
public struct TaskResult: Sendable, Hashable {
    /// Whether anything changed.
    public var isChanged: Bool
    /// The registered keys beside `changed` and `failed`.
    public var values: ValueMap

    /// A result.
    public init(isChanged: Bool, values: ValueMap = [:]) {
        self.isChanged = isChanged
        self.values = values
    }
}

/// The failure of a task on one host, as the module sees it.
public struct ModuleFailure: Error, Sendable, Hashable {
    /// What went wrong, in Ansible's words where it has some.
    public let message: String
    /// Keys of the result beside `msg`, as `rc` and `stderr`.
    public let result: ValueMap

    /// A failure.
    public init(_ message: String, result: ValueMap = [:]) {
        self.message = message
        self.result = result
    }
}
