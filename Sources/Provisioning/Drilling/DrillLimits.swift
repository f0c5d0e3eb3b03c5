/// What a drill's users may have felt at most; a limit that is nil is not checked.
public struct DrillLimits: Sendable, Hashable {
    /// Requests that got no good answer.
    public var failed: Int?
    /// The slowest good answer, counted from when the request was due.
    public var slowest: Duration?
    /// From the fault until the proxy knew.
    public var detect: Duration?
    /// From putting things back until the victim served again.
    public var recover: Duration?
    /// The longest time without a good answer.
    public var longestGap: Duration?

    /// Limits.
    public init(
        failed: Int? = nil,
        slowest: Duration? = nil,
        detect: Duration? = nil,
        recover: Duration? = nil,
        longestGap: Duration? = nil
    ) {
        self.failed = failed
        self.slowest = slowest
        self.detect = detect
        self.recover = recover
        self.longestGap = longestGap
    }
}

/// One limit held against what was measured.
public struct LimitCheck: Sendable, Hashable {
    /// The limit's name, as in the drill file.
    public let name: String
    /// What was measured, for people.
    public let measured: String
    /// What was allowed, for people.
    public let allowed: String
    /// Whether the measure stays within the limit.
    public let isMet: Bool
    /// Whether it would not stay within the limit without what the load held back itself either.
    public let isBrokenForCertain: Bool

    /// A limit held against a measure.
    public init(
        name: String,
        measured: String,
        allowed: String,
        isMet: Bool,
        isBrokenForCertain: Bool? = nil
    ) {
        self.name = name
        self.measured = measured
        self.allowed = allowed
        self.isMet = isMet
        self.isBrokenForCertain = isBrokenForCertain ?? !isMet
    }
}

extension DrillLimits {
    /// Holds the measures against every limit that is set; a measure that is missing does not meet
    /// its limit.
    public func checks(of measures: DrillMeasures) -> [LimitCheck] {
        var checks: [LimitCheck] = []
        if let failed {
            let count = measures.load.failedCount
            checks.append(
                LimitCheck(
                    name: "failed",
                    measured: "\(count)",
                    allowed: "\(failed)",
                    isMet: count <= failed
                )
            )
        }
        if let slowest { checks.append(slowestCheck(measures.load, allowed: slowest)) }
        let durations: [(String, Duration?, Duration?)] = [
            ("detect", measures.detect, detect),
            ("recover", measures.recover, recover),
            ("longest_gap", measures.load.longestGap, longestGap),
        ]
        for case (let name, let measured, let allowed?) in durations {
            checks.append(
                LimitCheck(
                    name: name,
                    measured: measured.map { $0.drillText } ?? "not measured",
                    allowed: allowed.drillText,
                    isMet: measured.map { $0 <= allowed } ?? false
                )
            )
        }
        return checks
    }

    private func slowestCheck(_ load: LoadSummary, allowed: Duration) -> LimitCheck {
        LimitCheck(
            name: "slowest",
            measured: load.slowest?.drillText ?? "not measured",
            allowed: allowed.drillText,
            isMet: load.slowest.map { $0 <= allowed } ?? false,
            isBrokenForCertain: load.slowestAnswer.map { $0 > allowed } ?? true
        )
    }
}
