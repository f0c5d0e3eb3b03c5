import LinuxSystem
import PlaybookRunning

/// What is proved before anything is broken.
extension DrillRun {
    /// Carries the drill out to its verdict.
    public func carryOut() -> DrillReport {
        timeline.note("drill '\(drill.name)' on \(site.host)")
        guard run(.healthy) else {
            return report(nil, .inconclusive("the victims were not healthy before the fault"))
        }
        if holdsEffect() {
            let why = "the effect is there before the fault already, so it proves nothing"
            return report(nil, .inconclusive(why))
        }
        if wasInterrupted { return report(nil, .inconclusive(Self.interruptedInTime)) }
        do throws(DrillObstacle) {
            return try prove()
        } catch {
            return report(nil, .inconclusive(error.message))
        }
    }

    private static let interruptedInTime = "it was interrupted before anything was broken"

    private func prove() throws(DrillObstacle) -> DrillReport {
        let passage = ProxyPassage(
            host: site.host,
            socket: site.socket,
            engine: makeEngine(for: .look)
        )
        let counted = try passage.requestCount()
        let load = try startLoad()
        wait(drill.load.before)
        let samples = load.samples
        let summary = load.summary
        var evidence = VictimEvidence(victims: site.victims)
        evidence.before = Set(samples.compactMap(\.server))
        timeline.note("before the fault there answered \(VictimEvidence.listed(evidence.before))")
        do throws(DrillObstacle) {
            try doubt(summary, evidence, try passage.requestCount() - counted)
            let timer = try armFailsafe()
            if wasInterrupted {
                _ = timer?.cancel()
                throw DrillObstacle(Self.interruptedInTime)
            }
            return breakAndMend(DrillScene(load: load, evidence: evidence, timer: timer))
        } catch {
            return report(DrillMeasures(load: load.stop()), .inconclusive(error.message))
        }
    }

    private func startLoad() throws(DrillObstacle) -> OpenLoad {
        let (rate, clients) = (drill.load.rate, drill.load.clientCount)
        do throws(SystemError) {
            let startedAt = timeline.elapsed
            let load = try OpenLoad(
                of: site.target,
                at: site.address,
                rate: rate,
                clientCount: clients,
                timeout: drill.load.timeout
            )
            traces.note(load, startedAt: startedAt)
            timeline.note("load: \(rate) requests a second by up to \(clients) clients")
            return load
        } catch {
            throw DrillObstacle("the load can't start: \(error)")
        }
    }

    /// Says why the fault would prove nothing.
    private func doubt(
        _ summary: LoadSummary,
        _ evidence: VictimEvidence,
        _ counted: Int
    ) throws(DrillObstacle) {
        if wasInterrupted { throw DrillObstacle(Self.interruptedInTime) }
        if summary.failedCount > 0 || summary.sentCount == 0 {
            let why = summary.failures.first?.reason ?? "none was answered"
            throw DrillObstacle("requests failed before the fault: \(why)")
        }
        let doubts = [
            ProxyPassage.doubt(answered: summary.sentCount, counted: counted, host: site.host),
            summary.lateness.shortfall(clientCount: drill.load.clientCount),
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
                drill: drill.name,
                engine: makeEngine(for: .failsafe)
            )
            timeline.note("failsafe: \(failsafeText) of the last sign of life")
            return timer
        } catch {
            throw DrillObstacle("the failsafe on \(failsafe.host) can't be armed: \(error.message)")
        }
    }
}
