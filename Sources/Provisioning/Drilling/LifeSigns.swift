import LinuxSystem
import Synchronization

/// Gives a sign of life again and again while this program lives.
final class LifeSigns: Sendable {
    private let hasEnded = Atomic<Bool>(false)
    private let keeper = Mutex<Thread?>(nil)

    /// Starts; `give` says whether there is a need for more.
    init(name: String, every interval: Duration, give: @escaping @Sendable () -> Bool) {
        let thread = try? Thread.start(name: name) { [self] in
            while wait(interval), give() {}
        }
        keeper.withLock { $0 = thread }
    }

    /// Whether no more signs are to be given.
    var isOver: Bool { hasEnded.load(ordering: .relaxed) }

    /// Ends them; one that is under way is waited for, or left to itself.
    func end(waitsForLast: Bool) {
        hasEnded.store(true, ordering: .relaxed)
        let thread = keeper.withLock { keeper in
            defer { keeper = nil }
            return keeper
        }
        if waitsForLast { thread?.join() } else { thread?.detach() }
    }

    private func wait(_ interval: Duration) -> Bool {
        let step = Duration.milliseconds(100)
        for _ in 0..<max(1, Int(interval / step)) {
            if isOver { return false }
            MonotonicClock.sleep(for: step)
        }
        return !isOver
    }
}
