internal import CSimulation

/// A thread of the proxy: it runs until it calls the kernel, and goes on when its turn comes.
final class SimulatedThread {
    let number: UInt64
    private let fiber: OpaquePointer
    private unowned let kernel: SimulatedKernel
    /// Which of its waits is the present one: what was to end an earlier one comes to nothing.
    private var waitNumber = 0
    private var isWaiting = false
    private(set) var hasEnded = false
    private var joiners: [SimulatedThread] = []

    init(_ number: UInt64, _ fiber: OpaquePointer, _ kernel: SimulatedKernel) {
        self.number = number
        self.fiber = fiber
        self.kernel = kernel
    }

    /// Gives it its turn after a time.
    func wake(after delay: UInt64) {
        let number = waitNumber
        kernel.after(delay) { [self] in
            if waitNumber == number { run() }
        }
    }

    private func run() {
        guard !hasEnded else { return }
        waitNumber += 1
        isWaiting = false
        kernel.running = self
        let ended = fiber_resume(fiber) != 0
        kernel.running = nil
        guard ended else { return }
        hasEnded = true
        fiber_free(fiber)
        for joiner in joiners { joiner.wakeIfWaiting() }
        joiners = []
    }

    /// Lets others have their turns; called on the thread.
    func yield() {
        wake(after: kernel.turnDelay())
        fiber_suspend()
    }

    /// Waits until it is woken, at most so long; called on the thread.
    func wait(atMost nanoseconds: UInt64?) {
        isWaiting = true
        if let nanoseconds { wake(after: nanoseconds) }
        fiber_suspend()
    }

    /// Ends its wait, if it waits.
    func wakeIfWaiting() {
        guard isWaiting else { return }
        isWaiting = false
        wake(after: kernel.turnDelay())
    }

    /// Waits until this one has ended; called on another.
    func join(by other: SimulatedThread) {
        while !hasEnded {
            joiners.append(other)
            other.wait(atMost: nil)
        }
    }
}
