public import Diagnostics
import DocumentValues
import LinuxSystem
public import PlaybookRunning
public import Playbooks
import Synchronization

/// Carries a drill out: proves health, breaks, measures, puts back, judges.
public final class DrillRun: Sendable {
    private let drill: DrillFile
    private let host: String
    private let stages: DrillStages
    private let target: LoadTarget
    private let address: SocketAddress
    private let makeEngine: @Sendable () -> PlaybookEngine
    private let tell: @Sendable (String) -> Void
    private let start = MonotonicClock.now
    private let startedAt = WallTime.now.formatted("%Y-%m-%dT%H:%M:%SZ", inUTC: true)
    private let timeline = Mutex<[TimelineEvent]>([])
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
        makeEngine: @escaping @Sendable () -> PlaybookEngine,
        tell: @escaping @Sendable (String) -> Void
    ) throws(DiagnosticList) {
        self.drill = drill
        self.makeEngine = makeEngine
        self.tell = tell
        let engine = makeEngine()
        do throws(Diagnostic) {
            host = try Self.host(of: drill, engine)
            let url = try engine.value(of: drill.load.url, for: host).string ?? ""
            guard let target = LoadTarget(url: url) else {
                throw Diagnostic(
                    "the load can't ask '\(url)'",
                    at: drill.load.url.place,
                    expected: "http://HOST[:PORT]/PATH"
                )
            }
            self.target = target
            address = try Self.address(of: target, at: drill.load.url.place)
        } catch {
            throw DiagnosticList([error])
        }
        stages = try DrillStages(of: drill, on: host, path: path, loader: loader)
        try engine.check(stages.all)
    }

    private static func host(
        of drill: DrillFile,
        _ engine: PlaybookEngine
    ) throws(Diagnostic) -> String {
        let pattern = drill.hosts.string ?? ""
        guard let first = try engine.hosts(matching: pattern).first else {
            throw Diagnostic("no host matches '\(pattern)'", at: drill.hosts.place)
        }
        return first
    }

    private static func address(
        of target: LoadTarget,
        at place: SourcePlace
    ) throws(Diagnostic) -> SocketAddress {
        let found: SocketAddress?
        do throws(NameResolutionError) {
            found = try resolve(host: target.host, port: target.port).first
        } catch {
            throw Diagnostic("the load's host does not resolve: \(error)", at: place)
        }
        guard let found else {
            throw Diagnostic("the load's host '\(target.host)' has no address", at: place)
        }
        return found
    }

    /// Asks a running drill to end: what was broken is put back, the verdict is Inconclusive.
    public func interrupt() {
        isInterrupted.store(true, ordering: .relaxed)
    }

    /// Carries the drill out to its verdict.
    public func carryOut() -> DrillReport {
        note("drill '\(drill.name)' on \(host)")
        guard run(.healthy) != nil else {
            return report(nil, .inconclusive("the victims were not healthy before the fault"))
        }
        let load: OpenLoad
        do throws(SystemError) {
            load = try OpenLoad(
                of: target,
                at: address,
                rate: drill.load.rate,
                clientCount: drill.load.clientCount,
                timeout: drill.load.timeout
            )
        } catch {
            return report(nil, .inconclusive("the load can't start: \(error)"))
        }
        note("load: \(drill.load.rate) requests a second by \(drill.load.clientCount) clients")
        wait(drill.load.before)
        let before = load.summary
        guard before.failedCount == 0, before.sentCount > 0 else {
            let summary = load.stop()
            let why = before.failures.first.map { ": \($0.reason)" } ?? ""
            return report(
                DrillMeasures(load: summary),
                .inconclusive("requests failed before the fault\(why)")
            )
        }
        return breakAndMend(under: load)
    }

    private func breakAndMend(under load: OpenLoad) -> DrillReport {
        let broken = MonotonicClock.now
        let hasBroken = run(.fault) != nil
        let hasTakenEffect = hasBroken && !wasInterrupted && run(.effect) != nil
        let detect = hasTakenEffect ? MonotonicClock.now - broken : nil
        let mending = MonotonicClock.now
        let isRestored = run(.restore) != nil
        let hasRecovered = isRestored && run(.recovered) != nil
        let recover = hasRecovered ? MonotonicClock.now - mending : nil
        if hasRecovered, !wasInterrupted { wait(drill.load.after) }
        let measures = DrillMeasures(load: load.stop(), detect: detect, recover: recover)
        note("load ended")
        if let reason = whyInconclusive(hasBroken, hasTakenEffect, isRestored) {
            return report(measures, .inconclusive(reason))
        }
        let checks = drill.limits.checks(of: measures)
        return report(measures, hasRecovered ? .of(checks) : .fail(checks.filter { !$0.isMet }))
    }

    private func whyInconclusive(
        _ hasBroken: Bool,
        _ hasTakenEffect: Bool,
        _ isRestored: Bool
    ) -> String? {
        if wasInterrupted { return "it was interrupted" }
        if !isRestored { return "things could not be put back: look at the victims yourself" }
        if !hasBroken { return "the fault could not be carried out" }
        return hasTakenEffect ? nil : "the fault had no effect that could be proved"
    }

    private var wasInterrupted: Bool { isInterrupted.load(ordering: .relaxed) }

    /// Runs a stage; nil when it failed.
    private func run(_ stage: DrillStage) -> Duration? {
        note("\(stage.rawValue): \(stage.title)")
        let began = MonotonicClock.now
        let engine = makeEngine()
        do throws(DiagnosticList) {
            guard try stages.run(stage, by: engine) else {
                note("\(stage.rawValue) failed")
                return nil
            }
        } catch {
            note("\(stage.rawValue) failed: \(error)")
            return nil
        }
        let took = MonotonicClock.now - began
        note("\(stage.rawValue) done after \(took.drillText)")
        return took
    }

    private func wait(_ duration: Duration) {
        let end = MonotonicClock.now + duration
        while MonotonicClock.now < end, !wasInterrupted {
            MonotonicClock.sleep(for: min(.milliseconds(50), end - MonotonicClock.now))
        }
    }

    private func note(_ text: String) {
        let event = TimelineEvent(at: MonotonicClock.now - start, text)
        timeline.withLock { $0.append(event) }
        let at = event.at.drillText
        tell(String(repeating: " ", count: max(0, 9 - at.count)) + at + "  " + text)
    }

    private func report(_ measures: DrillMeasures?, _ verdict: DrillVerdict) -> DrillReport {
        DrillReport(
            name: drill.name,
            host: host,
            startedAt: startedAt,
            timeline: timeline.withLock { $0 },
            measures: measures,
            checks: measures.map { drill.limits.checks(of: $0) } ?? [],
            verdict: verdict
        )
    }
}
