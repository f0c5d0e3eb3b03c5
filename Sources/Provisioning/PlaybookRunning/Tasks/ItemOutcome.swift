internal import DocumentValues
internal import ModuleContract
internal import RunReporting

/// How one execution of a task ended on one host: the whole task, or one item of its loop.
struct ItemOutcome: Sendable {
    /// The verdict.
    var kind: HostOutcome.Kind
    /// The registered keys, without `changed`, `failed` and `skipped`.
    var values: ValueMap
    /// Whether anything changed; a failed task may have changed something before it failed.
    var isChanged: Bool
    /// The differences of contents that were, or would be, made.
    var diffs: [TextDifference] = []
    /// What changes in the run itself.
    var effects: [TaskEffect] = []
    /// What the result says under `failed`, where that is not the verdict: an `until` that is used
    /// up has failed, and `failed_when` may still let the play go on.
    var saysFailed: Bool?
    /// Whether the failure, or that the host is unreachable, is ignored.
    var isIgnored = false
    /// Whether the module was never called, so that nothing judges its result or tries again.
    var isUncalled = false
    /// How much of the result is shown.
    var visibility = HostOutcome.Visibility.whenVerbose
    /// Whether it is the result of `debug`: its message is all that is shown, or its variable.
    var isMessage = false
    /// The host that was asked instead of the task's own.
    var delegate: String?

    /// An outcome.
    init(_ kind: HostOutcome.Kind, values: ValueMap = [:], isChanged: Bool = false) {
        self.kind = kind
        self.values = values
        self.isChanged = isChanged || kind == .changed
    }

    /// A failure with a message.
    static func failed(_ message: String, values: ValueMap = [:]) -> ItemOutcome {
        var all = values
        all["msg"] = .string(message)
        return ItemOutcome(.failed, values: all)
    }

    /// The task's condition did not hold.
    static func skipped(because reason: String) -> ItemOutcome {
        ItemOutcome(.skipped, values: ["skip_reason": .string(reason)])
    }

    /// The keys that tell the run something and are no part of the result.
    private static let internalPrefix = "_ansible_"

    /// Takes the keys out that only tell how the result is shown.
    mutating func takeVisibility() {
        if values["_ansible_verbose_always"] == true { visibility = .always }
        if values["_ansible_verbose_override"] == true { visibility = .whenFailed }
        for key in values.keys.compactMap(\.string) where key.hasPrefix(Self.internalPrefix) {
            values[key] = nil
        }
        if values["skipped"] == true && kind == .ok { kind = .skipped }
        values["skipped"] = nil
    }

    /// The value that `register` keeps.
    var registered: ValueMap {
        var all = values
        all["changed"] = .bool(isChanged)
        all["failed"] = .bool(saysFailed ?? (kind == .failed))
        if kind == .skipped { all["skipped"] = true }
        if kind == .unreachable { all["unreachable"] = true }
        return all
    }

    /// The value that reports show.
    var shown: ValueMap {
        var all = values
        if isMessage {
            if let message = values["msg"] { return ["msg": message] }
            return values
        }
        all["changed"] = .bool(isChanged)
        if kind == .unreachable { all["unreachable"] = true }
        return all
    }
}
