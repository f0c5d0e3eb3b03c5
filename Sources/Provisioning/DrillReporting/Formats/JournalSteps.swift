import DocumentValues
import Drilling
import LinuxSystem

/// The stages and limits of a record as the activities of a journal.
struct JournalSteps {
    private let record: DrillRecord

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// What is proved before and after.
    var hypothesis: [Value] {
        [probe(activity(of: .healthy), tolerance: true)]
            + record.checks.map { probe(activity(of: $0), tolerance: Self.tolerance(of: $0)) }
    }

    /// The outcome before the fault.
    var before: Value? {
        results(of: .healthy, tolerance: true).map { Self.outcome([$0]) }
    }

    /// The outcome after it: the limits, when the drill came that far.
    var after: Value? {
        guard let recovered = results(of: .recovered, tolerance: true) else { return nil }
        return Self.outcome([recovered] + record.checks.map { result(of: $0) })
    }

    /// The results of the method.
    var run: [Value] { Self.method(of: record).compactMap { results(of: $0) } }

    /// The stages that are the method: an independent proof only where the drill has one.
    static func method(of record: DrillRecord) -> [DrillStage] {
        let hasProof = record.stages.contains { $0.stage == .proof }
        return hasProof ? [.fault, .proof, .effect] : [.fault, .effect]
    }

    /// The results of the rollback.
    var rollbacks: [Value] { [.restore].compactMap { results(of: $0) } }

    /// A stage as an activity.
    func activity(of stage: DrillStage) -> Value {
        let isAction = stage == .fault || stage == .restore
        return activity("\(stage.rawValue): \(stage.title)", isAction ? "action" : "probe")
    }

    private func activity(of check: RecordedCheck) -> Value {
        activity("\(check.name) at most \(check.expected.text)", "probe")
    }

    private func activity(_ name: String, _ type: String) -> Value {
        .map([
            "type": .string(type),
            "name": .string(name),
            "provider": .map([
                "type": "process", "path": "switchyard",
                "arguments": .list(["drill", .string(record.file.name)]),
            ]),
        ])
    }

    private func probe(_ activity: Value, tolerance: Value) -> Value {
        guard var map = activity.map else { return activity }
        map["tolerance"] = tolerance
        return .map(map)
    }

    private static func tolerance(of check: RecordedCheck) -> Value {
        ["type": "range", "range": .list([0, .number(check.expected)])]
    }

    /// The result of a stage; nil when it was not carried out.
    private func results(of stage: DrillStage, tolerance: Value? = nil) -> Value? {
        guard let found = record.stages.last(where: { $0.stage == stage }) else { return nil }
        let activity = activity(of: stage)
        var map: ValueMap = [
            "activity": tolerance.map { probe(activity, tolerance: $0) } ?? activity,
            "status": found.succeeded ? "succeeded" : "failed",
            "start": .string((record.startedAt + found.at).rfc3339),
            "end": .string((record.startedAt + found.at + found.duration).rfc3339),
            "duration": .seconds(found.duration),
            "output": .null,
        ]
        if tolerance != nil { map["tolerance_met"] = .bool(found.succeeded) }
        return .map(map)
    }

    private func result(of check: RecordedCheck) -> Value {
        let end = (record.startedAt + record.duration).rfc3339
        return .map([
            "activity": probe(activity(of: check), tolerance: Self.tolerance(of: check)),
            "status": "succeeded",
            "start": .string(end),
            "end": .string(end),
            "duration": 0.0,
            "tolerance_met": .bool(check.isMet),
            "output": check.measured.map { .string(Value.number($0).json()) } ?? .null,
        ])
    }

    private static func outcome(_ probes: [Value]) -> Value {
        let areMet = probes.allSatisfy { $0["tolerance_met"] == true }
        return .map(["steady_state_met": .bool(areMet), "probes": .list(probes)])
    }
}

extension Value {
    /// The bare number: a count, or seconds.
    static func number(_ quantity: Quantity) -> Value {
        switch quantity {
        case .count(let count): .integer(count)
        case .duration(let duration): .seconds(duration)
        }
    }
}
