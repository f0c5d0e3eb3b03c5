public import Diagnostics

/// Something that Ansible has and Switchyard lacks, where a play may come to it.
struct Gap: Sendable {
    /// What is missing, as a note.
    let diagnostic: Diagnostic
    /// Whether every run of the play comes to it, but for the choice of tags.
    var isCertain = true
    /// The tags of the task, and of each dynamic include that leads to it.
    var tags: [[String]] = []
}

extension Play {
    /// What Switchyard lacks that every run of the play comes to, as errors, where tasks with tags
    /// are selected so.
    public func refusals(areSelected: ([String]) -> Bool) -> [Diagnostic] {
        gaps.filter { $0.isCertain && $0.tags.allSatisfy(areSelected) }
            .map { $0.diagnostic.withSeverity(.error) }
    }

    /// What Switchyard lacks that a run of the play may come to, or would with other tags.
    public func notes(areSelected: ([String]) -> Bool) -> [Diagnostic] {
        gaps.filter { !($0.isCertain && $0.tags.allSatisfy(areSelected)) }.map(\.diagnostic)
    }
}
