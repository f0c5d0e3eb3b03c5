/// What a drill measured.
public struct DrillMeasures: Sendable, Hashable {
    /// What the load's clients felt, all kinds of traffic together.
    public var load: LoadSummary
    /// What they felt, by kind of traffic.
    public var traffic: [TrafficMeasures]
    /// From the start of the fault until its first independent proof; nil without one.
    public var proved: Duration?
    /// From the first proof of the fault, else its start, until the proxy knew; nil when it never
    /// did.
    public var detect: Duration?
    /// From the start of putting things back until the victim served again; nil when it never did.
    public var recover: Duration?

    /// Measures; traffic of one kind when it is not said.
    public init(
        load: LoadSummary,
        traffic: [TrafficMeasures]? = nil,
        detect: Duration? = nil,
        recover: Duration? = nil
    ) {
        self.load = load
        self.traffic = traffic ?? [TrafficMeasures(name: "", load: load)]
        self.detect = detect
        self.recover = recover
    }

    /// Takes note of the sessions that moved although their own server was no victim.
    mutating func noteNeedlessMoves(victims: Set<String>) {
        for index in traffic.indices {
            traffic[index].needlessMoves = traffic[index].moves.filter {
                !victims.contains($0.from)
            }
        }
    }

    /// What the load itself could not do; nil when it was sustained.
    var shortfall: String? { traffic.lazy.compactMap(\.shortfall).first }
}
