internal import LinuxSystem
internal import RunReporting
internal import Watching

/// Shows the page on the terminal until `q`, Ctrl-C or a signal.
struct WatchScreen {
    private let terminal = FileDescriptor.standardOutput
    private let signals: SignalQueue
    private let pause: Duration
    private let usesColors: Bool

    /// Takes the signals that end it; nil when the output is no terminal.
    init?(_ settings: ProvisionSettings) {
        guard FileDescriptor.standardOutput.isTerminal,
            let signals = try? SignalQueue([.interrupt, .terminate, .hangUp, .windowChanged])
        else { return nil }
        self.signals = signals
        pause = settings.watch.pause
        let style = ConsoleReport.Style.fitting(.standardOutput, verbosity: 0)
        usesColors = style.usesColors && !settings.hasNoColors
    }

    /// Shows what is known, at once and then after each pause; every change is one write.
    func show(_ watch: BalancerWatch, _ mask: SecretMask) {
        let keys = TerminalKeys(.standardInput)
        guard (try? terminal.writeAll(ScreenPainter.beginning)) != nil else {
            keys?.restore()
            return
        }
        defer {
            try? terminal.writeAll(ScreenPainter.ending)
            keys?.restore()
        }
        var painter = ScreenPainter(usesColors: usesColors)
        let start = MonotonicClock.now
        repeat {
            let columns = terminal.terminalColumns ?? 80
            let lines = WatchPage.lines(of: watch.state, width: columns).map { line in
                var line = line
                line.text = WatchPage.clipped(mask.masked(line.text), to: columns)
                return line
            }
            let text = painter.painting(lines, columns: columns, rows: terminal.terminalRows ?? 24)
            if !text.isEmpty, (try? terminal.writeAll(text)) == nil { return }
        } while !isEnded(within: wait(since: start), readsKeys: keys != nil)
    }

    /// The first pages come soon: hosts answer one after the other.
    private func wait(since start: MonotonicInstant) -> Duration {
        MonotonicClock.now - start < pause * 2 ? min(pause, .milliseconds(250)) : pause
    }

    /// Waits; answers whether the operator has ended it meanwhile.
    private func isEnded(within duration: Duration, readsKeys: Bool) -> Bool {
        var entries = [PollEntry(signals.descriptor, .readable)]
        if readsKeys { entries.append(PollEntry(.standardInput, .readable)) }
        guard let count = try? poll(&entries, timeout: duration) else { return true }
        if count == 0 { return false }
        if let signal = signals.next(), signal != .windowChanged { return true }
        guard readsKeys, !entries[1].ready.isEmpty else { return false }
        let keys = (try? FileDescriptor.standardInput.read(upTo: 64)) ?? []
        let ends: [UInt8] = [UInt8(ascii: "q"), UInt8(ascii: "Q"), 0x03, 0x04]
        return keys.isEmpty || keys.contains { ends.contains($0) }
    }
}
