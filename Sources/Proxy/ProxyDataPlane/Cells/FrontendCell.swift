public import Synchronization

/// The state of one frontend that outlives configurations.
final class FrontendCell: Sendable {
    /// Its numbers.
    let counters: TrafficCounters
    /// Whether it takes clients; an operator decides it.
    let admission = Atomic<FrontendAdmission>(.open)
    /// The most sessions at once that an operator has set; negative while the configuration's count.
    let limit = Atomic<Int>(-1)

    init(threadCount: Int) {
        counters = TrafficCounters(threads: threadCount)
    }
}

/// Whether a frontend takes clients.
public enum FrontendAdmission: UInt8, Sendable, AtomicRepresentable {
    /// It does.
    case open = 0
    /// It does not until it is enabled again.
    case paused = 1
    /// It does not any more.
    case shut = 2
}
