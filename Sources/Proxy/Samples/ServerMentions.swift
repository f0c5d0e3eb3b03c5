internal import Synchronization

/// The servers that expressions name, which therefore cannot be taken away.
public final class ServerMentions: Sendable {
    private let mentioned = Mutex<Set<String>>([])

    /// None yet.
    public init() {}

    /// What was named, as it was written.
    public var names: Set<String> { mentioned.withLock { $0 } }

    func add(_ name: String) { mentioned.withLock { _ = $0.insert(name) } }
}
