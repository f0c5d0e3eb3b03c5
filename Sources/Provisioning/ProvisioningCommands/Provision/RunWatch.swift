internal import LinuxSystem
internal import PlaybookRunning
internal import Synchronization

/// Watches a run from a thread of its own: the operator who wants it to end, and long silences.
///
/// The first interrupt ends the reports where the run stands and then the program; whatever is in
/// flight on targets is left to itself. The second ends the program at once.
final class RunWatch: Sendable {
    private let engine: PlaybookEngine
    private let silence: Duration
    private let signals: SignalQueue
    private let ending: WakeUp
    private let thread = Mutex<Thread?>(nil)

    /// Starts to watch; signals that are ignored, as under `nohup`, stay so.
    ///
    /// Made before the first thread of the run, so that all of them leave the signals to it.
    init(_ engine: PlaybookEngine, silence: Duration) throws(SystemError) {
        self.engine = engine
        self.silence = silence
        signals = try SignalQueue(
            [.interrupt, .terminate, .hangUp].filter { (signal: Signal) in !signal.isIgnored }
        )
        ending = try WakeUp()
        let started = try Thread.start(name: "watch") { [self] in watch() }
        thread.withLock { $0 = started }
    }

    /// Ends the watching, not the run.
    func end() {
        ending.signal()
        thread.withLock { $0 }?.join()
        signals.close()
        ending.close()
    }

    private func watch() {
        var isEnding = false
        var lastLook = MonotonicClock.now
        while true {
            var entries = [
                PollEntry(ending.descriptor, .readable), PollEntry(signals.descriptor, .readable),
            ]
            let timeout =
                isEnding || silence == .zero ? nil : lastLook + silence - MonotonicClock.now
            guard (try? poll(&entries, timeout: timeout.map { max(.zero, $0) })) != nil else {
                return
            }
            if !entries[0].ready.isEmpty, !isEnding { return }
            lastLook = look(after: lastLook)
            guard signals.next() != nil else { continue }
            if isEnding { CurrentProcess.exit(ExitStatus.interrupted) }
            isEnding = true
            interrupt()
        }
    }

    /// Says what still runs when nothing was said for long enough; the moment from which the next
    /// silence counts.
    private func look(after lastLook: MonotonicInstant) -> MonotonicInstant {
        let now = MonotonicClock.now
        let lastWord = max(engine.lastEvent, lastLook)
        if silence == .zero || now - lastWord < silence { return lastWord }
        if !engine.tasksInFlight.isEmpty { engine.reportTasksInFlight() }
        return now
    }

    /// Ends the reports, then the program; in a thread of its own, as a report may be stuck.
    private func interrupt() {
        let work = { @Sendable [engine] in
            engine.reportInterruption()
            CurrentProcess.exit(ExitStatus.interrupted)
        }
        if (try? Thread.start(name: "interrupt", work)) == nil { work() }
    }
}
