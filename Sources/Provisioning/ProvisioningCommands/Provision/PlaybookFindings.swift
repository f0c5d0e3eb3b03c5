internal import Diagnostics
internal import PlaybookRunning
internal import Playbooks

/// What is found in playbooks that could be loaded: warnings, and what Switchyard lacks.
struct PlaybookFindings {
    /// Warnings, notes and errors, each once.
    let diagnostics: [Diagnostic]

    /// Finds it, for a run with these tags.
    init(_ playbooks: [Playbook], tags: TagSelection) {
        var seen: Set<Diagnostic> = []
        let plays = playbooks.flatMap(\.plays)
        let found =
            playbooks.flatMap(\.warnings)
            + plays.flatMap { $0.notes(areSelected: tags.selects) }
            + plays.flatMap { $0.refusals(areSelected: tags.selects) }
        diagnostics = found.filter { seen.insert($0).inserted }
    }

    /// The exit status that tells whether such a run would start.
    var exitStatus: Int32 {
        diagnostics.contains { $0.severity == .error } ? ExitStatus.syntax : ExitStatus.success
    }
}
