import LinuxSystem

/// What surrounds a fault: the load, what its answers told, and what puts things back in need.
struct DrillScene {
    let load: LoadMix
    var evidence: VictimEvidence
    let timer: DeadManTimer?
}

/// How a fault went.
private struct FaultCourse {
    var hasBroken = false
    var hasTakenEffect = false
    var isRestored = false
    var hasRecovered = false
    /// What the load told of the fault.
    var finding = FaultFinding(.inconclusive)
    /// The servers that fell silent.
    var silent: Set<String> = []
    /// Why nothing was proved, whatever the stages said.
    var doubt: String?
}

extension DrillRun {
    /// Breaks, measures, puts back, judges.
    func breakAndMend(_ scene: DrillScene) -> DrillReport {
        var course = FaultCourse()
        let broken = MonotonicClock.now
        let proof = watchForProof()
        course.hasBroken = run(.fault)
        course.hasTakenEffect = course.hasBroken && !wasInterrupted && run(.effect)
        let known = MonotonicClock.now
        if course.hasBroken {
            judge(&course, scene) { proof.map { $0.first != nil } ?? true }
        }
        proof?.end()
        let detect = course.hasTakenEffect ? max(.zero, known - (proof?.first ?? broken)) : nil
        let mending = MonotonicClock.now
        course.isRestored = run(.restore)
        course.hasRecovered = course.isRestored && run(.recovered)
        let recover = course.hasRecovered ? MonotonicClock.now - mending : nil
        course.doubt = endFailsafe(scene.timer, isRestored: course.isRestored)
        if course.hasRecovered { wait(drill.load.after) }
        var measures = scene.load.stop()
        measures.proved = proof?.first.map { $0 - broken }
        measures.detect = detect
        measures.recover = recover
        measures.noteNeedlessMoves(victims: course.silent)
        timeline.note("load ended")
        let finding = finding(course)
        var report = report(measures, finding, verdict(course, finding, measures))
        report.isRestored = course.isRestored
        return report
    }

    private func watchForProof() -> ProofWatch? {
        guard hasProof else { return nil }
        let broken = MonotonicClock.now
        return ProofWatch(
            { [self] in holds(.proof, by: makeEngine(for: .proof)) },
            onProof: { [timeline] first in
                timeline.note(
                    "T0: the fault is proved, \((first - broken).drillText) after it began"
                )
            }
        )
    }

    /// Lets the load feel the fault, and takes what that tells.
    private func judge(
        _ course: inout FaultCourse,
        _ scene: DrillScene,
        isProved: () -> Bool
    ) {
        var evidence = scene.evidence
        guard course.hasTakenEffect else {
            let ended = scene.load.elapsed
            take(scene.load.samples, from: ended - drill.load.during, to: ended, into: &evidence)
            course.finding = evidence.findingWithoutEffect
            course.silent = evidence.silent
            return
        }
        let began = scene.load.elapsed
        wait(drill.load.during)
        let ended = scene.load.elapsed
        take(scene.load.samples, from: began, to: ended, into: &evidence)
        timeline.note("during the fault there answered \(VictimEvidence.listed(evidence.during))")
        course.silent = evidence.silent
        course.finding = evidence.finding
        if course.finding.verdict == .confirmed, !isProved() {
            let why = "'proof' did not hold at any time while the fault was said to be in effect"
            course.finding = FaultFinding(.inconclusive, [why])
        }
    }

    /// Takes the answers to what left and ended within a time, and who was heard of since it began.
    private func take(
        _ samples: [LoadSample],
        from began: Duration,
        to ended: Duration,
        into evidence: inout VictimEvidence
    ) {
        evidence.during = VictimEvidence.counts(
            of: samples.filter { $0.left >= began && $0.end <= ended }
        )
        evidence.heard = Set(samples.filter { $0.end >= began }.compactMap(\.server))
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

    private func finding(_ course: FaultCourse) -> FaultFinding {
        let doubt: String? =
            if wasInterrupted {
                "it was interrupted"
            } else if !course.isRestored {
                "things could not be put back: look at the victims yourself"
            } else if !course.hasBroken {
                "the fault could not be carried out"
            } else {
                course.doubt
            }
        return doubt.map { FaultFinding(.inconclusive, [$0]) } ?? course.finding
    }

    private func verdict(
        _ course: FaultCourse,
        _ finding: FaultFinding,
        _ measures: DrillMeasures
    ) -> DrillVerdict {
        let reason = finding.reasons.joined(separator: "; ")
        switch finding.verdict {
        case .inconclusive: return .inconclusive(reason)
        case .mismatch: return .mismatch(reason)
        case .confirmed: break
        }
        let checks = drill.limits.checks(of: measures)
        if !course.hasRecovered { return .fail(checks.filter { !$0.isMet }) }
        return .of(checks, shortfall: measures.shortfall)
    }
}
