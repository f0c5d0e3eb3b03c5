internal import Drilling
internal import LinuxSystem
internal import Synchronization

/// Interrupts end a drill early: what was broken is put back first.
///
/// A second one does not wait for that.
final class DrillSignals: Sendable {
    private let output: CommandOutput
    private let drill = Mutex<DrillRun?>(nil)
    private let count = Atomic<Int>(0)

    init(_ output: CommandOutput) {
        self.output = output
        guard let signals = try? SignalQueue([.interrupt, .terminate, .hangUp]) else { return }
        let thread = try? Thread.start(name: "signals") { [self] in
            while true {
                var entries = [PollEntry(signals.descriptor, .readable)]
                guard (try? poll(&entries, timeout: nil)) != nil else { return }
                if signals.next() != nil { interrupt() }
            }
        }
        thread?.detach()
    }

    /// Whether there was one.
    var wasInterrupted: Bool { count.load(ordering: .relaxed) > 0 }

    /// Ends this drill from now on.
    func watch(_ run: DrillRun) {
        drill.withLock { $0 = run }
        if wasInterrupted { run.interrupt() }
    }

    /// No drill is under way from now on.
    func rest() {
        drill.withLock { $0 = nil }
    }

    /// Waits, unless an interrupt comes.
    func wait(_ duration: Duration) {
        let end = MonotonicClock.now + duration
        while MonotonicClock.now < end, !wasInterrupted {
            MonotonicClock.sleep(for: min(.milliseconds(50), end - MonotonicClock.now))
        }
    }

    private func interrupt() {
        let running = drill.withLock { $0 }
        if count.add(1, ordering: .relaxed).oldValue > 0 {
            output.writeError("interrupted again\(running.map { ": \($0.failsafeText)" } ?? "")\n")
            CurrentProcess.exit(130)
        }
        guard let running else { return output.writeError("interrupted\n") }
        output.writeError("interrupted: what was broken is put back\n")
        running.interrupt()
    }
}
