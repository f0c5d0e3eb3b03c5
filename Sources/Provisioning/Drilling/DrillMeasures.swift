/// What a drill measured.
public struct DrillMeasures: Sendable, Hashable {
    /// What the load's clients felt.
    public var load: LoadSummary
    /// From the start of the fault until the proxy knew; nil when it never did.
    public var detect: Duration?
    /// From the start of putting things back until the victim served again; nil when it never did.
    public var recover: Duration?

    /// Measures.
    public init(load: LoadSummary, detect: Duration? = nil, recover: Duration? = nil) {
        self.load = load
        self.detect = detect
        self.recover = recover
    }
}
