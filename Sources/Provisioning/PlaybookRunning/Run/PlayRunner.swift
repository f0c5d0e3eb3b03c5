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
        let name = Evaluator.ofPlay(play, run: run).textAsFarAsKnown(titleNode)
        let matching = try PlayHosts(run: run).matching(play)
        let hosts = matching.filter { !progress.isRemoved($0) }
        if hosts.isEmpty {
            run.reports.record(.playStarted(name: name))
            if matching.isEmpty { run.reports.record(.noHostsMatched) }
            return .nextPlay
        }
        let files = PlayVariableFiles(play: play, run: run)
        for batch in try PlayHosts(run: run).batches(of: hosts, play) {
            let state = PlayState(play, name: name, allHosts: hosts, batch: batch)
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

    private var titleNode: Node {
        play.name ?? Node(.string(play.title), at: play.hosts.place)
    }
}
