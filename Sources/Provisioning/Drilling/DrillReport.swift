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
    /// What it proves.
    public var verdict: DrillVerdict

    /// A report.
    public init(
        name: String,
        host: String,
        startedAt: String,
        timeline: [TimelineEvent],
        measures: DrillMeasures?,
        checks: [LimitCheck],
        verdict: DrillVerdict
    ) {
        self.name = name
        self.host = host
        self.startedAt = startedAt
        self.timeline = timeline
        self.measures = measures
        self.checks = checks
        self.verdict = verdict
    }
}

extension DrillReport {
    /// The figures, the limits and the verdict for a terminal; the timeline was printed as it came.
    public func rendered() -> String {
        var lines: [String] = []
        if let measures {
            let load = measures.load
            lines.append("requests     \(load.sentCount) sent, \(load.failedCount) failed")
            for failure in load.failures {
                lines.append("             \(failure.count) x \(failure.reason)")
            }
            let late = load.lateness
            if late.lateCount + late.unsentCount > 0 {
                lines.append(
                    "             \(late.lateCount) left late, by up to "
                        + "\(late.longest.drillText); \(late.unsentCount) never left"
                )
            }
            for answers in load.answers {
                let server = answers.server.isEmpty ? "(unnamed)" : answers.server
                lines.append("             \(answers.count) answered by \(server)")
            }
            let latencies = [load.median, load.percentile99, load.percentile999, load.slowest]
                .map { $0?.drillText ?? "-" }
            lines.append(
                "latency      half below \(latencies[0]), 99% below \(latencies[1]), "
                    + "99.9% below \(latencies[2]), slowest \(latencies[3])"
            )
            lines.append("longest gap  \(load.longestGap.drillText)")
            lines.append("detect       \(measures.detect?.drillText ?? "never")")
            lines.append("recover      \(measures.recover?.drillText ?? "never")")
        }
        for check in checks {
            let sign = check.isMet ? "ok  " : "MISS"
            lines.append("\(sign) \(check.name): \(check.measured), allowed \(check.allowed)")
        }
        lines.append("verdict: \(verdict.text)")
        return lines.joined(separator: "\n")
    }
}
