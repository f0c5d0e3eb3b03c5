public import LinuxSystem

/// All that a drill leaves behind: what every report of it is made from.
///
/// A value: the engine fills it, reports only read it. Times are counted from the start of the
/// drill, all on the controller's clock.
public struct DrillRecord: Sendable, Hashable {
    /// What the drill is called.
    public var name: String
    /// What it does and why, in the words of who wrote it.
    public var description = ""
    /// What was expected, written before.
    public var hypothesis = ""
    /// The file that it was read from.
    public var file: Evidence
    /// The host that its stages ran on.
    public var host: String
    /// The proxy on that host, with its version.
    public var engine = ""
    /// The machine that carried the drill out and made the load.
    public var machine = ""
    /// When it started.
    public var startedAt: WallTime
    /// Where the operator's clock stands, east of UTC.
    public var secondsEastOfUTC: Int
    /// How long it took.
    public var duration = Duration.zero
    /// Whether the fault was what it was to be, and why.
    public var fault: FaultFinding
    /// Whether the limits were kept, and why; nil when nothing was proved.
    public var limits: LimitFinding?
    /// Whether the operator ended it early.
    public var wasInterrupted = false
    /// The stages in the order in which they ran.
    public var stages: [StageRecord] = []
    /// What happened when, the earliest first.
    public var events: [DrillEvent] = []
    /// The requests, by kind of traffic.
    public var traffic: [TrafficRecord] = []
    /// The limits held against what was measured.
    public var checks: [RecordedCheck] = []
    /// What was measured.
    public var figures: [Figure] = []
    /// What the findings rest on.
    public var evidence: [Evidence] = []
    /// What a reader has to know about this record, as what was left out of it.
    public var notes: [String] = []

    /// A record without measures.
    public init(
        name: String,
        file: Evidence,
        host: String,
        startedAt: WallTime,
        secondsEastOfUTC: Int = 0,
        fault: FaultFinding
    ) {
        self.name = name
        self.file = file
        self.host = host
        self.startedAt = startedAt
        self.secondsEastOfUTC = secondsEastOfUTC
        self.fault = fault
    }

    /// The figure of that name.
    public func figure(_ name: String) -> Quantity? {
        figures.first { $0.name == name }?.value
    }
}

/// A stage as it went.
public struct StageRecord: Sendable, Hashable {
    /// The stage.
    public var stage: DrillStage
    /// When it began.
    public var at: Duration
    /// How long it took.
    public var duration: Duration
    /// Whether all of its tasks went well.
    public var succeeded: Bool

    /// A stage.
    public init(_ stage: DrillStage, at: Duration, duration: Duration, succeeded: Bool) {
        self.stage = stage
        self.at = at
        self.duration = duration
        self.succeeded = succeeded
    }
}
