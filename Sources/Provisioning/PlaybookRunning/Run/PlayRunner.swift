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
        let strategy = try evaluator.choice(play.strategy) ?? run.options.strategy
        let (matching, unknown) = try PlayHosts(run: run).knownHosts(of: play)
        for diagnostic in unknown { run.reports.record(.warning(diagnostic.message)) }
        let all = try PlayHosts(run: run).ordered(matching, of: play)
        let hosts = all.filter { !progress.isRemoved($0) }
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
                allHosts: all,
                batch: batch,
                out: all.filter { progress.isRemoved($0) }
            )
            let runner = try BatchRunner(
                play: self,
                state: state,
                files: files,
                strategy: strategy
            )
            run.reports.record(.playStarted(name: name))
            if !runner.isLockstep, play.maxFailPercentage != nil {
                runner.warn(
                    "Using max_fail_percentage with the free strategy is not supported, as tasks "
                        + "are executed independently on each host"
                )
            }
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
