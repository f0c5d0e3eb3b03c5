public import Diagnostics
import DocumentValues
import LinuxSystem
public import PlaybookRunning
public import Playbooks
import Synchronization

/// Carries a drill out: proves health, breaks, measures, puts back, judges.
public final class DrillRun: Sendable {
    /// What an engine of a drill is for.
    public enum EngineUse: Sendable {
        /// A stage, told to the operator; it waits for nothing any more once it has given up.
        case stage(hasGivenUp: @Sendable () -> Bool)
        /// A look at how things are: nothing is waited for, nothing is told.
        case look
        /// The looks for the first proof of the fault, beside a stage.
        case proof
        /// A look at what a stage would do, told task by task; nothing is carried out, whatever the tasks
        /// say.
        case forecast(tell: @Sendable (String) -> Void)
        /// The failsafe, whose connections nobody else uses.
        case failsafe
        /// The lock, whose connections nobody else uses.
        case lock
    }

    let drill: DrillFile
    let site: DrillSite
    let timeline: DrillTimeline
    let traces = DrillTraces()
    let path: String
    private let stages: DrillStages
    private let makeEngine: @Sendable (EngineUse) -> PlaybookEngine
    private let isInterrupted = Atomic<Bool>(false)

    /// Prepares a drill: everything that can be wrong with the file is found here.
    ///
    /// - Parameters:
    ///   - drill: what the file holds.
    ///   - path: the drill's file.
    ///   - loader: loads the stages' tasks.
    ///   - makeEngine: an engine for one stage; a stage that fails must not fail the next ones.
    ///   - tell: gets the lines of the timeline as they happen.
    /// - Throws: what is wrong in the drill's task lists.
    public init(
        _ drill: DrillFile,
        path: String,
        loader: PlaybookLoader,
        makeEngine: @escaping @Sendable (EngineUse) -> PlaybookEngine,
        tell: @escaping @Sendable (String) -> Void
    ) throws(DiagnosticList) {
        self.drill = drill
        self.path = path
        self.makeEngine = makeEngine
        timeline = DrillTimeline(tell: tell)
        let engine = makeEngine(.look)
        do throws(Diagnostic) {
            site = try DrillSite(of: drill, in: Self.folder(of: path), engine)
        } catch {
            throw DiagnosticList([error])
        }
        stages = try DrillStages(of: drill, on: site.host, path: path, loader: loader)
        try engine.check(stages.all)
    }

    /// Asks a running drill to end: what was broken is put back, the verdict is Inconclusive.
    public func interrupt() {
        isInterrupted.store(true, ordering: .relaxed)
    }

    var wasInterrupted: Bool { isInterrupted.load(ordering: .relaxed) }

    /// What puts things back when this program ends before it did so itself.
    public var failsafeText: String {
        guard let failsafe = site.failsafe else { return "nothing puts back what was broken" }
        return "on \(failsafe.host), \(failsafe.unit).timer runs '\(failsafe.shown)' within "
            + failsafe.after.drillText
    }

    func makeEngine(for use: EngineUse) -> PlaybookEngine { makeEngine(use) }

    /// Runs a stage; whether it went well.
    func run(_ stage: DrillStage) -> Bool {
        let began = timeline.elapsed
        let succeeded = carryOut(stage)
        let duration = timeline.elapsed - began
        traces.note(StageRecord(stage, at: began, duration: duration, succeeded: succeeded))
        return succeeded
    }

    private func carryOut(_ stage: DrillStage) -> Bool {
        timeline.note("\(stage.rawValue): \(stage.title)")
        let began = MonotonicClock.now
        do throws(DiagnosticList) {
            guard try stages.run(stage, by: engine(for: stage)) else {
                timeline.note("\(stage.rawValue) failed")
                return false
            }
        } catch {
            timeline.note("\(stage.rawValue) failed: \(error)")
            return false
        }
        timeline.note("\(stage.rawValue) done after \((MonotonicClock.now - began).drillText)")
        return true
    }

    /// An interrupt ends the waiting of what proves and breaks, not of what puts things back.
    private func engine(for stage: DrillStage) -> PlaybookEngine {
        switch stage {
        case .healthy, .fault, .proof, .effect: makeEngine(.stage { [self] in wasInterrupted })
        case .restore, .recovered: makeEngine(.stage { false })
        }
    }

    /// Whether there are looks for a first proof of the fault.
    var hasProof: Bool { drill.stages[.proof] != nil }

    /// Whether a stage's tasks hold, without waiting for anything.
    func holds(_ stage: DrillStage, by engine: PlaybookEngine) -> Bool {
        (try? stages.run(stage, by: engine)) ?? false
    }

    func wait(_ duration: Duration) {
        let end = MonotonicClock.now + duration
        while MonotonicClock.now < end, !wasInterrupted {
            MonotonicClock.sleep(for: min(.milliseconds(50), end - MonotonicClock.now))
        }
    }

    /// The report of a drill whose fault proved nothing, or was not made at all.
    func report(_ measures: DrillMeasures?, inconclusive why: String) -> DrillReport {
        report(measures, FaultFinding(.inconclusive, [why]), .inconclusive(why))
    }

    func report(
        _ measures: DrillMeasures?,
        _ fault: FaultFinding,
        _ verdict: DrillVerdict
    ) -> DrillReport {
        DrillReport(
            name: site.title,
            host: site.host,
            startedAt: timeline.startedAt,
            timeline: timeline.events,
            measures: measures,
            checks: measures.map { drill.limits.checks(of: $0) } ?? [],
            fault: fault,
            verdict: verdict
        )
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
