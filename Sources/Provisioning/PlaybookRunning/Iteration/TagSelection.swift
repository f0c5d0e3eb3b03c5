internal import Playbooks

/// Which tasks `--tags` and `--skip-tags` leave.
public struct TagSelection: Sendable, Hashable {
    /// The tags of `--tags`; `all` when none are given.
    public var only: Set<String>
    /// The tags of `--skip-tags`.
    public var skipped: Set<String>

    /// A selection; without any tags it takes all tasks but those tagged `never`.
    public init(only: some Sequence<String> = [], skipped: some Sequence<String> = []) {
        self.only = Set(only)
        self.skipped = Set(skipped)
        if self.only.isEmpty { self.only = ["all"] }
    }

    /// Whether a task with these tags runs.
    public func selects(_ tags: [String]) -> Bool {
        if isUnrestricted { return tags.contains("always") || !tags.contains("never") }
        let isTagged = !tags.isEmpty
        let tags = isTagged ? Set(tags) : ["untagged"]
        return isWanted(tags, isTagged) && !isSkipped(tags, isTagged)
    }

    private var isUnrestricted: Bool { skipped.isEmpty && only == ["all"] }

    private func isWanted(_ tags: Set<String>, _ isTagged: Bool) -> Bool {
        if tags.contains("always") || !tags.isDisjoint(with: only) { return true }
        if tags.contains("never") { return false }
        return only.contains("all") || (only.contains("tagged") && isTagged)
    }

    private func isSkipped(_ tags: Set<String>, _ isTagged: Bool) -> Bool {
        if !tags.isDisjoint(with: skipped) { return true }
        if skipped.contains("all") { return !tags.contains("always") }
        return skipped.contains("tagged") && isTagged
    }
}
