public import DocumentValues

/// How a task, or one item of its loop, ended on one host.
public struct HostOutcome: Sendable {
    /// The verdict.
    public enum Kind: String, Sendable {
        /// It is as wanted; nothing changed.
        case ok
        /// Something changed.
        case changed
        /// A condition did not hold.
        case skipped
        /// It failed.
        case failed
        /// The host could not be asked.
        case unreachable
    }

    /// How much of the result is shown.
    public enum Visibility: Sendable, Hashable {
        /// From `-v` on, and when the task failed.
        case whenVerbose
        /// Always, over several lines, as of `debug` and `assert`.
        case always
        /// Only when the task failed, as of `setup`.
        case whenFailed
    }

    /// The verdict.
    public var kind: Kind
    /// The host of the inventory.
    public var host: String
    /// The host that was asked instead.
    public var delegate: String?
    /// The task's name, without the role's.
    public var task: String
    /// The label of the item, when it is one of a loop.
    public var item: String?
    /// The summary of a loop: its items have been told one by one.
    public var isLoopSummary: Bool
    /// The registered keys; censored already when the task says `no_log`.
    public var result: ValueMap
    /// What of the result is shown.
    public var visibility: Visibility
    /// Whether the failure is ignored.
    public var isIgnored: Bool
    /// The differences between old and new contents; empty unless diff mode is on.
    public var diffs: [TextDifference]
    /// How long it took.
    public var duration: Duration

    /// An outcome.
    public init(
        _ kind: Kind,
        host: String,
        delegate: String? = nil,
        task: String = "",
        item: String? = nil,
        result: ValueMap = [:],
        visibility: Visibility = .whenVerbose
    ) {
        self.kind = kind
        self.host = host
        self.delegate = delegate
        self.task = task
        self.item = item
        self.result = result
        self.visibility = visibility
        isLoopSummary = false
        isIgnored = false
        diffs = []
        duration = .zero
    }

    /// `host`, or `host -> delegate`.
    public var hostLabel: String { delegate.map { "\(host) -> \($0)" } ?? host }
}

/// A text before and after a change, as shown in diff mode.
public struct TextDifference: Sendable, Hashable {
    /// What the old text is, as its path.
    public var beforeName: String
    /// What the new text is.
    public var afterName: String
    /// The old text.
    public var before: String
    /// The new text.
    public var after: String

    /// A difference between two texts.
    public init(beforeName: String, afterName: String, before: String, after: String) {
        self.beforeName = beforeName
        self.afterName = afterName
        self.before = before
        self.after = after
    }
}
