import Diagnostics
public import DocumentValues
public import Drilling
import LinuxSystem

/// A drill as Chaos Toolkit's journal tells an experiment.
///
/// The steady state is `healthy` before, and `recovered` with every limit after; `fault` and
/// `effect` are the method, `restore` is the rollback. `switchyard` holds the whole record.
public enum ChaosJournal {
    /// The journal.
    public static func value(of record: DrillRecord) -> Value {
        let steps = JournalSteps(record)
        var steadyStates: ValueMap = [:]
        if let before = steps.before { steadyStates["before"] = before }
        if let after = steps.after { steadyStates["after"] = after }
        return .map([
            "platform": .string(record.machine),
            "node": .string(machineName(of: record)),
            "experiment": experiment(of: record, steps),
            "status": .string(status(of: record)),
            "deviated": .bool(record.limits?.verdict == .fail),
            "start": .string(record.startedAt.rfc3339),
            "end": .string((record.startedAt + record.duration).rfc3339),
            "duration": .seconds(record.duration),
            "steady_states": .map(steadyStates),
            "run": .list(steps.run),
            "rollbacks": .list(steps.rollbacks),
            "switchyard": record.data,
        ])
    }

    /// `completed` says that all was carried out, whatever it showed.
    static func status(of record: DrillRecord) -> String {
        if record.wasInterrupted { return "interrupted" }
        if record.stages.contains(where: { !$0.succeeded }) { return "failed" }
        return record.fault.verdict == .inconclusive ? "aborted" : "completed"
    }

    private static func experiment(of record: DrillRecord, _ steps: JournalSteps) -> Value {
        let words = [record.description, record.hypothesis].filter { !$0.isEmpty }
        let activities = { (stages: [DrillStage]) -> Value in
            .list(stages.map { steps.activity(of: $0) })
        }
        return .map([
            "version": "1.0.0",
            "title": .string(record.name),
            "description": .string(words.first ?? "A drill of switchyard."),
            "tags": ["switchyard", "drill"],
            "steady-state-hypothesis": .map([
                "title": .string(words.last ?? "All victims are healthy, and the limits are kept"),
                "probes": .list(steps.hypothesis),
            ]),
            "method": activities(JournalSteps.method(of: record)),
            "rollbacks": activities([.restore]),
        ])
    }

    private static func machineName(of record: DrillRecord) -> String {
        String(record.machine.prefix { $0 != ":" })
    }
}

extension Value {
    static func seconds(_ duration: Duration) -> Value {
        .float(Double(duration.wholeMicroseconds) / 1_000_000)
    }
}

extension WallTime {
    static func + (time: WallTime, duration: Duration) -> WallTime {
        let microseconds = Int64(time.microseconds) + duration.wholeMicroseconds
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return WallTime(seconds: time.seconds + seconds, microseconds: Int32(rest))
    }
}
