/// A limit of what the clients of traffic may feel; the names are those of a drill file.
enum TrafficLimit: String, CaseIterable, Sendable {
    case failed
    case unknown
    case lost
    case resets
    case stickyMoved = "sticky_moved"
    case websocketsReopened = "websockets_reopened"
    case slowest
    case longestGap = "longest_gap"

    /// What is allowed at most; nil when it is not checked.
    func allowed(by limits: DrillLimits) -> Quantity? {
        switch self {
        case .failed: limits.failed.map { .count($0) }
        case .unknown: limits.unknown.map { .count($0) }
        case .lost: limits.lost.map { .count($0) }
        case .resets: limits.resets.map { .count($0) }
        case .stickyMoved: limits.stickyMoved.map { .count($0) }
        case .websocketsReopened: limits.websocketsReopened.map { .duration($0) }
        case .slowest: limits.slowest.map { .duration($0) }
        case .longestGap: limits.longestGap.map { .duration($0) }
        }
    }

    /// What all these kinds of traffic together come to; nil when one was not measured.
    func measure(_ traffic: [TrafficMeasures]) -> Quantity? {
        switch self {
        case .failed: .count(traffic.reduce(0) { $0 + $1.load.failedCount })
        case .unknown: .count(traffic.reduce(0) { $0 + $1.load.unknownCount })
        case .lost: .count(traffic.reduce(0) { $0 + $1.load.lostCount })
        case .resets: .count(traffic.reduce(0) { $0 + $1.resetCount })
        case .stickyMoved: .count(traffic.reduce(0) { $0 + $1.needlessMoves.count })
        case .websocketsReopened: Self.longest(traffic.map(\.longestReopening))
        case .slowest: Self.longest(traffic.map(\.load.slowest))
        case .longestGap: Self.longest(traffic.map(\.load.longestGap))
        }
    }

    /// Holds kinds of traffic against what is allowed, one kind when it is named.
    func check(
        _ traffic: [TrafficMeasures],
        allowed: Quantity,
        of kind: String? = nil
    ) -> LimitCheck {
        let name = kind.map { "\($0).\(rawValue)" } ?? rawValue
        let measured = measure(traffic)
        guard self == .slowest else {
            return LimitCheck(name, measured: measured, allowed: allowed)
        }
        let answer = Self.longest(traffic.map(\.load.slowestAnswer))
        return LimitCheck(
            name,
            measured: measured,
            allowed: allowed,
            isBrokenForCertain: answer.map { !$0.isWithin(allowed) } ?? true
        )
    }

    private static func longest(_ durations: [Duration?]) -> Quantity? {
        var longest = Duration.zero
        for duration in durations {
            guard let duration else { return nil }
            longest = max(longest, duration)
        }
        return .duration(longest)
    }
}
