internal import Drilling
internal import LinuxSystem
internal import Synchronization

/// Interrupts of whoever carries drills out: what was broken is put back first.
///
/// A second one does not wait for that.
final class DrillInterrupts: Sendable {
    private let signals: SignalQueue?
    private let running = Mutex<DrillRun?>(nil)
    private let hasCome = Atomic<Bool>(false)

    /// Takes the signals that end a program from here on.
    init(_ output: CommandOutput) {
        signals = try? SignalQueue([.interrupt, .terminate, .hangUp])
        if let signals { listen(to: signals, output) }
    }

    /// Whether one has come.
    var haveCome: Bool { hasCome.load(ordering: .relaxed) }

    /// Carries a drill out, which an interrupt ends early.
    func carryOut(_ drill: DrillRun) -> DrillReport { during(drill) { drill.carryOut() } }

    /// Checks whether a drill could be carried out, which an interrupt ends early.
    func check(_ drill: DrillRun) -> DrillForecast { during(drill) { drill.check() } }

    private func during<Result>(_ drill: DrillRun, _ body: () -> Result) -> Result {
        running.withLock { $0 = drill }
        defer { running.withLock { $0 = nil } }
        if haveCome { drill.interrupt() }
        return body()
    }

    /// Waits, unless an interrupt comes.
    func wait(_ duration: Duration) {
        let end = MonotonicClock.now + duration
        while MonotonicClock.now < end, !haveCome {
            MonotonicClock.sleep(for: min(.milliseconds(50), end - MonotonicClock.now))
        }
    }

    private func listen(to signals: SignalQueue, _ output: CommandOutput) {
        _ = try? Thread.start(name: "signals") { [self] in
            while true {
                var entries = [PollEntry(signals.descriptor, .readable)]
                guard (try? poll(&entries, timeout: nil)) != nil else { return }
                guard signals.next() != nil else { continue }
                let drill = running.withLock { $0 }
                if hasCome.exchange(true, ordering: .relaxed) {
                    let rest = drill.map { ": \($0.failsafeText)" } ?? ""
                    output.writeError("interrupted again\(rest)\n")
                    CurrentProcess.exit(130)
                }
                if let drill {
                    output.writeError("interrupted: what was broken is put back\n")
                    drill.interrupt()
                }
            }
        }
    }
}
