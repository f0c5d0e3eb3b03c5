import LinuxSystem

/// What surrounds a fault: the load, what its answers told, and what puts things back in need.
struct DrillScene {
    let load: OpenLoad
    var evidence: VictimEvidence
    let timer: DeadManTimer?
}

/// How a fault went.
private struct FaultCourse {
    var hasBroken = false
    var hasTakenEffect = false
    var isRestored = false
    var hasRecovered = false
    /// Why nothing was proved, whatever the stages said.
    var doubt: String?
}

extension DrillRun {
    /// Breaks, measures, puts back, judges.
    func breakAndMend(_ scene: DrillScene) -> DrillReport {
        var course = FaultCourse()
        let broken = MonotonicClock.now
        course.hasBroken = run(.fault)
        course.hasTakenEffect = course.hasBroken && !wasInterrupted && run(.effect)
        let detect = course.hasTakenEffect ? MonotonicClock.now - broken : nil
        if course.hasTakenEffect { course.doubt = watch(scene) }
        let mending = MonotonicClock.now
        course.isRestored = run(.restore)
        course.hasRecovered = course.isRestored && run(.recovered)
        let recover = course.hasRecovered ? MonotonicClock.now - mending : nil
        if let doubt = endFailsafe(scene.timer, isRestored: course.isRestored) {
            course.doubt = doubt
        }
        if course.hasRecovered { wait(drill.load.after) }
        let measures = DrillMeasures(load: scene.load.stop(), detect: detect, recover: recover)
        timeline.note("load ended")
        return report(measures, verdict(course, measures))
    }

    /// Lets the load feel the fault; says why it felt nothing.
    private func watch(_ scene: DrillScene) -> String? {
        let began = scene.load.elapsed
        wait(drill.load.during)
        let ended = scene.load.elapsed
        var evidence = scene.evidence
        let samples = scene.load.samples.filter { $0.left >= began && $0.end <= ended }
        evidence.during = Set(samples.compactMap(\.server))
        timeline.note("during the fault there answered \(VictimEvidence.listed(evidence.during))")
        return evidence.doubt
    }

    /// Takes the failsafe away, or leaves it to do its work; says why the drill proved nothing.
    private func endFailsafe(_ timer: DeadManTimer?, isRestored: Bool) -> String? {
        guard let timer else { return nil }
        guard isRestored else {
            timer.abandon()
            timeline.note("failsafe: left armed; \(failsafeText)")
            return nil
        }
        switch timer.cancel() {
        case .cancelled:
            timeline.note("failsafe: taken away")
            return nil
        case .wentOff:
            timeline.note("failsafe: it went off")
            return "the failsafe went off before the drill had put things back itself"
        case .unknown(let why):
            timeline.note("failsafe: can't be taken away: \(why)")
            return "nobody knows whether the failsafe went off: \(why)"
        }
    }

    private func verdict(_ course: FaultCourse, _ measures: DrillMeasures) -> DrillVerdict {
        if wasInterrupted { return .inconclusive("it was interrupted") }
        if !course.isRestored {
            return .inconclusive("things could not be put back: look at the victims yourself")
        }
        if !course.hasBroken { return .inconclusive("the fault could not be carried out") }
        if !course.hasTakenEffect {
            return .inconclusive("the fault had no effect that could be proved")
        }
        if let doubt = course.doubt { return .inconclusive(doubt) }
        let checks = drill.limits.checks(of: measures)
        if !course.hasRecovered { return .fail(checks.filter { !$0.isMet }) }
        return .of(
            checks,
            shortfall: measures.load.lateness.shortfall(clientCount: drill.load.clientCount)
        )
    }
}
