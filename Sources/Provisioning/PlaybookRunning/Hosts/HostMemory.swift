internal import Synchronization

/// What runs know of hosts beside the inventory: facts, registered results, variables set by tasks.
///
/// Engines that share one go on where the others ended.
public final class HostMemory: Sendable {
    private let states = Mutex<[String: HostState]>([:])

    /// Nothing known yet.
    public init() {}

    /// What is known of a host.
    func state(of name: String) -> HostState {
        states.withLock { states in
            if let state = states[name] { return state }
            let state = HostState(name: name)
            states[name] = state
            return state
        }
    }
}
