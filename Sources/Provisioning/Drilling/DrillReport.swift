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
            if let proved = measures.proved { lines.append("proved       \(proved.drillText)") }
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
}
