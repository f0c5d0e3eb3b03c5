public import DocumentValues

/// All that a drill found out.
public struct DrillReport: Sendable {
    /// The drill's name.
    public var name: String
    /// The host that its stages ran on.
    public var host: String
    /// When it started, as ISO 8601.
    public var startedAt: String
    /// What happened when.
    public var timeline: [TimelineEvent]
    /// What was measured; nil when the load never ran.
    public var measures: DrillMeasures?
    /// The limits held against the measures.
    public var checks: [LimitCheck]
    /// Whether the fault was what it was to be.
    public var fault: FaultFinding
    /// What it proves.
    public var verdict: DrillVerdict
    /// Whether nothing was left broken.
    public var isRestored = true

    /// A report.
    public init(
        name: String,
        host: String,
        startedAt: String,
        timeline: [TimelineEvent],
        measures: DrillMeasures?,
        checks: [LimitCheck],
        fault: FaultFinding,
        verdict: DrillVerdict
    ) {
        self.name = name
        self.host = host
        self.startedAt = startedAt
        self.timeline = timeline
        self.measures = measures
        self.checks = checks
        self.fault = fault
        self.verdict = verdict
    }
}

extension DrillReport {
    /// The figures, the limits and the verdict for a terminal; the timeline was printed as it came.
    public func rendered() -> String {
        var lines: [String] = []
        if let measures {
            lines += measures.traffic.flatMap(\.lines)
            lines.append("detect       \(measures.detect?.drillText ?? "never")")
            lines.append("recover      \(measures.recover?.drillText ?? "never")")
        }
        for check in checks {
            let sign = check.isMet ? "ok  " : "MISS"
            lines.append("\(sign) \(check.name): \(check.measured), allowed \(check.allowed)")
        }
        lines.append("fault: \(fault.verdict.rawValue)")
        lines.append("verdict: \(verdict.text)")
        return lines.joined(separator: "\n")
    }

    /// The report as data, for JSON; durations in milliseconds.
    public var value: Value {
        var map: ValueMap = [
            "name": .string(name),
            "host": .string(host),
            "started_at": .string(startedAt),
            "fault": .string(fault.verdict.rawValue),
            "verdict": .string(verdict.word),
            "timeline": .list(
                timeline.map {
                    .map([
                        "at_ms": .integer(Int($0.at.drillMilliseconds)), "event": .string($0.text),
                    ])
                }
            ),
            "limits": .list(
                checks.map {
                    .map([
                        "name": .string($0.name),
                        "measured": .string($0.measured),
                        "allowed": .string($0.allowed),
                        "met": .bool($0.isMet),
                    ])
                }
            ),
        ]
        if let reason = verdict.reason { map["reason"] = .string(reason) }
        if let measures { map["measures"] = measures.value }
        return .map(map)
    }
}

extension DrillMeasures {
    var value: Value {
        let milliseconds = { (duration: Duration?) -> Value in
            duration.map { .integer(Int($0.drillMilliseconds)) } ?? .null
        }
        return .map([
            "requests": .integer(load.sentCount),
            "failed": .integer(load.failedCount),
            "late": .integer(load.lateness.lateCount),
            "latest_ms": milliseconds(load.lateness.longest),
            "unsent": .integer(load.lateness.unsentCount),
            "failures": .map(ValueMap(load.failures.map { ($0.reason, .integer($0.count)) })),
            "answers": .map(ValueMap(load.answers.map { ($0.server, .integer($0.count)) })),
            "median_ms": milliseconds(load.median),
            "p99_ms": milliseconds(load.percentile99),
            "p999_ms": milliseconds(load.percentile999),
            "slowest_ms": milliseconds(load.slowest),
            "longest_gap_ms": milliseconds(load.longestGap),
            "unknown": .integer(load.unknownCount),
            "lost": .integer(load.lostCount),
            "traffic": .list(traffic.map(\.value)),
            "detect_ms": milliseconds(detect),
            "recover_ms": milliseconds(recover),
        ])
    }
}
