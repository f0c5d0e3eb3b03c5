/// `hash-preserve-affinity`: whether a hash leads to its server when that is busy.
public enum HashAffinity: String, Sendable, Hashable, CaseIterable {
    /// It does, whatever its load.
    case always
    /// Not to one that serves as many as its limit allows.
    case maxconn
    /// Not to one whose queue is full too.
    case maxqueue

    /// Whether a server may be chosen with its load.
    func allows(_ server: Int, _ loads: some ServerLoads) -> Bool {
        switch self {
        case .always: true
        case .maxconn: loads.hasRoom(server)
        case .maxqueue: loads.canQueue(server)
        }
    }
}
