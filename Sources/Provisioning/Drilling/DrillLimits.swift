/// What a drill's users may have felt at most; a limit that is nil is not checked.
public struct DrillLimits: Sendable, Hashable {
    /// Requests that got no good answer.
    public var failed: Int?
    /// Requests that were sent and whose answer is not known.
    public var unknown: Int?
    /// Those of them that must not be asked twice.
    public var lost: Int?
    /// Connections that were reset.
    public var resets: Int?
    /// Answers of another server than the session's own, which was no victim.
    public var stickyMoved: Int?
    /// How long a client may be without its WebSocket.
    public var websocketsReopened: Duration?
    /// The slowest good answer, counted from when the request was due.
    public var slowest: Duration?
    /// From the fault until the proxy knew.
    public var detect: Duration?
    /// From putting things back until the victim served again.
    public var recover: Duration?
    /// The longest time without a good answer.
    public var longestGap: Duration?
    /// Limits of single kinds of traffic, by name; they count there instead of those for all.
    public var traffic: [String: DrillLimits] = [:]

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

extension DrillLimits {
    /// Holds the measures against every limit that is set; a measure that is missing does not meet
    /// its limit.
    public func checks(of measures: DrillMeasures) -> [LimitCheck] {
        var checks: [LimitCheck] = []
        for limit in TrafficLimit.allCases {
            if let allowed = limit.allowed(by: self) {
                let rest = measures.traffic.filter { kind in
                    traffic[kind.name].flatMap(limit.allowed(by:)) == nil
                }
                checks.append(limit.check(rest, allowed: allowed))
            }
            for kind in measures.traffic {
                guard let own = traffic[kind.name], let allowed = limit.allowed(by: own) else {
                    continue
                }
                checks.append(limit.check([kind], allowed: allowed, of: kind.name))
            }
        }
        let times = [("detect", measures.detect, detect), ("recover", measures.recover, recover)]
        for case (let name, let measured, let allowed?) in times {
            checks.append(
                LimitCheck(
                    name,
                    measured: measured.map { .duration($0) },
                    allowed: .duration(allowed)
                )
            )
        }
        return checks
    }
}
