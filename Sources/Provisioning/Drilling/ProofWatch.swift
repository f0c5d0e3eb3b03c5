import LinuxSystem
import Synchronization

/// Looks again and again for the first proof of a fault, from when the fault begins.
final class ProofWatch: Sendable {
    private let firstProof = Mutex<MonotonicInstant?>(nil)
    private let hasEnded = Atomic<Bool>(false)
    /// From the end of one look to the next.
    private static let step = Duration.milliseconds(100)

    /// Starts to look; a look is whether the fault is there, and `onProof` gets when the first one
    /// began that held.
    init(
        _ look: @escaping @Sendable () -> Bool,
        onProof: @escaping @Sendable (MonotonicInstant) -> Void
    ) {
        let thread = try? Thread.start(name: "proof") { [self] in
            while !hasEnded.load(ordering: .relaxed) {
                let began = MonotonicClock.now
                if look(), !hasEnded.load(ordering: .relaxed) {
                    firstProof.withLock { $0 = began }
                    return onProof(began)
                }
                MonotonicClock.sleep(for: Self.step)
            }
        }
        // A look may wait for a host that the fault has taken away; nobody waits for the look.
        thread?.detach()
    }

    /// When the look began that was the first to see the fault; nil when none has yet.
    var first: MonotonicInstant? { firstProof.withLock { $0 } }

    /// Ends looking.
    func end() { hasEnded.store(true, ordering: .relaxed) }
}
