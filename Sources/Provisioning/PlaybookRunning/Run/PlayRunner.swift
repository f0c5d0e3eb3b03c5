internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// Runs one play: batch after batch, section after section.
struct PlayRunner {
    /// How a play ended.
    enum Ending: Hashable {
        /// The next play follows.
        case nextPlay
        /// All hosts of a batch failed: the run ends.
        case endOfRun
    }

    let run: RunState
    let desk: HostDesk
    let loader: PlaybookLoader
    let progress: RunProgress
    let play: Play

    /// Runs the play.
    func runPlay() throws(Diagnostic) -> Ending {
        let evaluator = KeywordEvaluator.ofPlay(play, run: run)
        let name = play.shownName(run: run)
        if let strategy = try evaluator.choice(play.strategy), let node = play.strategy?.node {
            try loader.check(strategy, at: node.place)
        }
        let (matching, unknown) = try PlayHosts(run: run).knownHosts(of: play)
        for diagnostic in unknown { run.reports.record(.warning(diagnostic.message)) }
        let hosts = try PlayHosts(run: run)
            .ordered(matching.filter { !progress.isRemoved($0) }, of: play)
        if hosts.isEmpty {
            run.reports.record(.playStarted(name: name))
            if matching.isEmpty { run.reports.record(.noHostsMatched) }
            return .nextPlay
        }
        let files = PlayVariableFiles(play: play, run: run)
        for batch in try PlayHosts(run: run).batches(of: hosts, play) {
            let state = PlayState(
                play,
                name: name,
                allHosts: matching,
                batch: batch,
                out: matching.filter { progress.isRemoved($0) }
            )
            let runner = BatchRunner(play: self, state: state, files: files)
            run.reports.record(.playStarted(name: name))
            try runner.runBatch()
            progress.remove(runner.failed + runner.unreachable)
            if runner.isPlayEnded { break }
            let lost = Set(runner.failed + runner.unreachable)
            if !lost.isEmpty, batch.allSatisfy(lost.contains) {
                return .endOfRun
            }
        }
        return .nextPlay
    }
}
