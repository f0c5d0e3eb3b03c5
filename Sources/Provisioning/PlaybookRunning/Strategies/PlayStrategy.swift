internal import Playbooks

/// How the hosts of a batch go through a play: who takes the next step, and when.
///
/// A value that runs nothing: it is told where each host stands and answers who starts. Hosts are
/// known by their number in the batch.
protocol PlayStrategy: Sendable {
    /// Whether hosts take a step together, so that what a task does once is done for all of them.
    var isLockstep: Bool { get }

    /// Takes note of where a host stands now.
    mutating func note(_ host: Int, _ standing: HostStanding)

    /// The hosts that start now, those that take one step together in one list; none when somebody
    /// has to finish first.
    mutating func next() -> [[Int]]
}

/// Where a host stands.
enum HostStanding: Sendable {
    /// It is about to take the step of this position.
    case ready(CursorPosition)
    /// It has not finished its step yet.
    case busy
    /// The play is over for it.
    case over
}

extension Strategy {
    /// The strategy for a batch of so many hosts, when so many are worked on at once.
    func forBatch(of count: Int, forks: Int) -> any PlayStrategy {
        switch self {
        case .linear: LinearStrategy(count: count)
        case .free: FreeStrategy()
        case .hostPinned: HostPinnedStrategy(limit: forks)
        }
    }
}
