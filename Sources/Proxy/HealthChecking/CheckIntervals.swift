/// `inter`, `fastinter`, `downinter`: how often a server is probed.
public struct CheckIntervals: Sendable, Hashable {
    /// `inter`: while nothing changes, up; two seconds unless said.
    public var steady: Duration = .seconds(2)
    /// `fastinter`: while the state is about to change; `steady` when not said.
    public var changing: Duration?
    /// `downinter`: while down; `steady` when not said.
    public var down: Duration?

    /// The defaults of the manual.
    public init() {}
}

/// `rise` and `fall`: how many probes in a row change the state.
public struct HealthThresholds: Sendable, Hashable {
    /// `rise`: successes until a server that is down comes up.
    public var rise = 2
    /// `fall`: failures until a server that is up goes down.
    public var fall = 3

    /// The defaults of the manual.
    public init() {}
}
