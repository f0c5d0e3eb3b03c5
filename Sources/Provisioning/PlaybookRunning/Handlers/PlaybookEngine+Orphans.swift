internal import DocumentValues
internal import Playbooks
internal import RunReporting

extension PlaybookEngine {
    /// Warns of handlers that earlier runs left pending and that no play of these playbooks has: they
    /// wait until their play comes back, or the operator dismisses them.
    func warnOfOrphans(_ playbooks: [Playbook]) {
        let plays = Set(playbooks.flatMap(\.plays).map { run.mask.masked($0.shownName(run: run)) })
        for (host, entries) in progress.keptPending {
            for entry in entries {
                let isGone = plays.contains(entry.handler.play)
                let why = isGone ? "the play has it no more" : "no play of this run is that one"
                run.reports.record(
                    .warning(
                        "\(host): the handler '\(entry.handler.title)' of the play "
                            + "'\(entry.handler.play)' waits since \(entry.since) "
                            + "(\(entry.owner)), and \(why); run that play, or dismiss it with "
                            + "'switchyard handlers --dismiss \(host)'"
                    )
                )
            }
        }
    }
}

extension Play {
    /// The play's name as shown, its templates evaluated as far as they can be.
    func shownName(run: RunState) -> String {
        let node = name ?? Node(.string(title), at: hosts.place)
        return KeywordEvaluator.ofPlay(self, run: run).textAsFarAsKnown(node)
    }
}
