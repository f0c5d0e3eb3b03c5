internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import PlaybookRunning
internal import RunReporting
internal import Watching

/// `switchyard watch`: one page over all balancers of an inventory.
enum WatchCommand {
    static let subcommand = Subcommand(
        name: "watch",
        summary: "show the balancers of an inventory on one page"
    ) { words, output in
        guard let usual = UsualSettings.read(output) else { return ExitStatus.syntax }
        switch ProvisionOptions.watchTable.read(words, into: usual, output) {
        case .stop(let status): return status
        case .run(let settings, let patterns): return run(settings, patterns.first, output)
        }
    }

    private static func run(
        _ settings: ProvisionSettings,
        _ pattern: String?,
        _ output: CommandOutput
    ) -> Int32 {
        let mask = SecretMask()
        let dialer = ConnectionDialer()
        do {
            try settings.watch.check()
            let preparation = ProvisionPreparation(settings: settings, mask: mask, output: output)
            var parts = try preparation.parts(dialer: dialer)
            parts.reports = RunReports([])
            let engine = PlaybookEngine(parts)
            let choice = try WatchChoice(pattern: pattern, engine)
            // Signals are taken before the first thread is there.
            let display = try Display(settings)
            let watch = try BalancerWatch(
                choice.targets,
                leavingOutOthers: choice.leavesOutOthers,
                every: settings.watch.pause,
                attention: display.attention,
                engine
            )
            defer { if watch.end() { dialer.close() } }
            switch display {
            case .screen(let screen): screen.show(watch, mask)
            case .browsers(let browsers): try browsers.show(watch, mask, output)
            case .once: return printOnce(watch, settings, mask, output)
            }
            return ExitStatus.success
        } catch {
            dialer.close()
            let diagnostic = (error as? Diagnostic)?.rendered() ?? "\(error)"
            output.writeError(mask.masked(diagnostic) + "\n")
            return ExitStatus.syntax
        }
    }

    /// What shows the page; it takes the signals that it needs.
    private enum Display {
        case screen(WatchScreen)
        case browsers(WatchBrowsers)
        /// Text or a record, on the output.
        case once

        init(_ settings: ProvisionSettings) throws(SystemError) {
            switch settings.watch.form {
            case .screen: self = WatchScreen(settings).map { .screen($0) } ?? .once
            case .browser(let address): self = .browsers(try WatchBrowsers(on: address, settings))
            case .once, .record: self = .once
            }
        }

        /// For how long after a look hosts are still asked; nil for as long as the command runs.
        var attention: Duration? {
            if case .browsers(let browsers) = self { browsers.attention } else { nil }
        }
    }

    /// What `ansible` exits with when a host is unreachable.
    private static let unansweredStatus: Int32 = 4

    private static func printOnce(
        _ watch: BalancerWatch,
        _ settings: ProvisionSettings,
        _ mask: SecretMask,
        _ output: CommandOutput
    ) -> Int32 {
        watch.settle(within: settings.watch.pause + .seconds(15))
        let state = watch.state
        if case .record = settings.watch.form {
            output.write(mask.masked(state.record).json() + "\n")
        } else {
            let lines = WatchPage.lines(of: state, width: 4096)
            if lines.isEmpty { output.writeError("no host has a proxy that answers\n") }
            output.write(lines.map { mask.masked($0.text) + "\n" }.joined())
        }
        return state.isWhole ? ExitStatus.success : unansweredStatus
    }
}
