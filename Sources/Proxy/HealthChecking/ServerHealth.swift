/// The health of one server, decided by probes in a row.
///
/// A value type with no clock and no socket: it is told what happened and answers what to do. As
/// HAProxy does it, a counter runs from 0 (surely down) to `rise + fall - 1` (surely up); from
/// `rise` on the server is up.
public struct ServerHealth: Sendable, Hashable {
    /// What a probe's result changes.
    public enum Action: Sendable, Hashable {
        /// Nothing.
        case none
        /// The server is down from now on.
        case takeDown
        /// The server is up from now on.
        case bringUp
    }

    /// `rise` and `fall`.
    public let thresholds: HealthThresholds

    /// Where the counter stands.
    public private(set) var level: Int

    /// A server at start: up, and down with the first failure; or down.
    public init(_ thresholds: HealthThresholds, isUp: Bool = true) {
        self.thresholds = thresholds
        level = isUp ? thresholds.rise : 0
    }

    /// A server at start as `init-state` says.
    public init(_ thresholds: HealthThresholds, initially state: InitialHealth) {
        self.thresholds = thresholds
        switch state {
        case .fullyUp: level = thresholds.rise + thresholds.fall - 1
        case .up: level = thresholds.rise
        case .down: level = thresholds.rise - 1
        case .fullyDown: level = 0
        }
    }

    /// Whether it is up.
    public var isUp: Bool { level >= thresholds.rise }

    /// Where the counter stands when the server is surely up.
    public var top: Int { thresholds.rise + thresholds.fall - 1 }

    /// Takes the result of a probe in.
    public mutating func record(passed: Bool) -> Action {
        switch (isUp, passed) {
        case (true, true):
            level = top
            return .none
        case (true, false):
            level -= 1
            guard level < thresholds.rise else { return .none }
            level = 0
            return .takeDown
        case (false, true):
            level += 1
            guard level >= thresholds.rise else { return .none }
            level = top
            return .bringUp
        case (false, false):
            level = 0
            return .none
        }
    }

    /// Takes it in that traffic has met too many errors; nil when that is no failed check.
    public mutating func react(_ reaction: ServerObservation.Reaction) -> Action? {
        switch reaction {
        case .hurry: return nil
        case .failCheck: break
        case .suddenDeath: level = min(level, thresholds.rise + 1)
        case .markDown: level = thresholds.rise
        }
        return record(passed: false)
    }

    /// How long to wait before the next probe.
    public func interval(_ intervals: CheckIntervals) -> Duration {
        if level == top { return intervals.steady }
        if level == 0 { return intervals.down ?? intervals.steady }
        return intervals.changing ?? intervals.steady
    }
}

/// `init-state`: how a server stands before its first check.
public enum InitialHealth: Sendable, Hashable {
    /// `fully-up`: it goes down when all checks in a row fail.
    case fullyUp
    /// `up`: it goes down when the first check fails.
    case up
    /// `down`: it comes up when the first check passes.
    case down
    /// `fully-down`: it comes up when all checks in a row pass.
    case fullyDown

    /// Whether the server serves before its first check.
    public var isUp: Bool { self == .fullyUp || self == .up }
}
