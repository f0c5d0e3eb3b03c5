/// The stages of a drill, each a list of tasks in the playbook language.
public enum DrillStage: String, Sendable, Hashable, CaseIterable {
    /// Proves that all victims are healthy; before the load, and nothing is broken if it fails.
    case healthy
    /// Breaks something.
    case fault
    /// Proves, by something else than the proxy, that the fault is there; looked at again and again
    /// from the start of `fault`.
    case proof
    /// Proves that the fault took effect and that the proxy knows.
    case effect
    /// Puts things back; runs on any exit once `fault` began.
    case restore
    /// Proves that the victims serve again.
    case recovered

    /// Whether every drill has it.
    public var isRequired: Bool { self != .proof }

    /// What the timeline calls it.
    public var title: String {
        switch self {
        case .healthy: "prove that all victims are healthy"
        case .fault: "break"
        case .proof: "prove that the fault is there"
        case .effect: "prove that the fault took effect"
        case .restore: "put things back"
        case .recovered: "prove that the victims serve again"
        }
    }
}
