import LinuxSystem
import PlaybookRunning

/// What is proved before anything is broken.
extension DrillRun {
    /// Carries the drill out to its verdict.
    public func carryOut() -> DrillReport {
        timeline.note("drill '\(site.title)' on \(site.host)")
        do throws(DrillObstacle) {
            return try withLock { () throws(DrillObstacle) in
                try proveHealth()
                return try prove { (load, evidence) throws(DrillObstacle) in
                    let timer = try armFailsafe()
                    if wasInterrupted {
                        _ = timer?.cancel()
                        throw DrillObstacle(Self.interruptedInTime)
                    }
                    return breakAndMend(DrillScene(load: load, evidence: evidence, timer: timer))
                }
            }
        } catch {
            return report(nil, inconclusive: error.message)
        }
    }

    private static let interruptedInTime = "it was interrupted before anything was broken"

    /// Proves that the victims are healthy, and that nothing of the fault is there yet.
    func proveHealth() throws(DrillObstacle) {
        guard run(.healthy) else {
            throw DrillObstacle("the victims were not healthy before the fault")
        }
        timeline.note("effect: prove that it is not there before the fault")
        for stage in [DrillStage.proof, .effect] where drill.stages[stage] != nil {
            if holds(stage, by: makeEngine(for: .look)) {
                throw DrillObstacle(
                    "the \(stage.rawValue) is there before the fault already, so it proves nothing"
                )
            }
        }
        if wasInterrupted { throw DrillObstacle(Self.interruptedInTime) }
    }

    /// Proves that the load is felt where it is to be, and goes on with it.
    func prove(
        _ body: (LoadMix, VictimEvidence) throws(DrillObstacle) -> DrillReport
    ) throws(DrillObstacle) -> DrillReport {
        let passage = ProxyPassage(
            host: site.host,
            socket: site.socket,
            engine: makeEngine(for: .look)
        )
        let counted = try passage.requestCount()
        let load = try startLoad()
        wait(drill.load.before)
        var evidence = VictimEvidence(victims: site.victims)
        evidence.before = VictimEvidence.counts(of: load.samples)
        let measures = load.measures
        timeline.note("before the fault there answered \(VictimEvidence.listed(evidence.before))")
        do throws(DrillObstacle) {
            try doubt(measures, evidence, try passage.requestCount() - counted)
            return try body(load, evidence)
        } catch {
            return report(load.stop(), inconclusive: error.message)
        }
    }

    private func startLoad() throws(DrillObstacle) -> LoadMix {
        do throws(SystemError) {
            let startedAt = timeline.elapsed
            let load = try LoadMix(site.traffic)
            traces.note(load, startedAt: startedAt)
            for kind in site.traffic {
                timeline.note("load: \(kind.name.isEmpty ? "" : "\(kind.name): ")\(kind.title)")
            }
            return load
        } catch {
            throw DrillObstacle("the load can't start: \(error)")
        }
    }

    /// Says why the fault would prove nothing.
    private func doubt(
        _ measures: DrillMeasures,
        _ evidence: VictimEvidence,
        _ counted: Int
    ) throws(DrillObstacle) {
        if wasInterrupted { throw DrillObstacle(Self.interruptedInTime) }
        if let doubt = measures.traffic.lazy.compactMap(\.doubt).first {
            throw DrillObstacle(doubt)
        }
        let exchangeCount = measures.traffic.reduce(0) { $0 + $1.exchangeCount }
        let doubts = [
            ProxyPassage.doubt(answered: exchangeCount, counted: counted, host: site.host),
            measures.shortfall,
            evidence.doubtBefore,
        ]
        if let doubt = doubts.lazy.compactMap({ $0 }).first { throw DrillObstacle(doubt) }
    }

    private func armFailsafe() throws(DrillObstacle) -> DeadManTimer? {
        guard let failsafe = site.failsafe else {
            timeline.note("no failsafe: if this program is killed, nothing puts things back")
            return nil
        }
        do throws(DrillObstacle) {
            let timer = try DeadManTimer(
                failsafe,
                drill: site.title,
                engine: makeEngine(for: .failsafe)
            )
            timeline.note("failsafe: \(failsafeText) of the last sign of life")
            return timer
        } catch {
            throw DrillObstacle("the failsafe on \(failsafe.host) can't be armed: \(error.message)")
        }
    }
}
