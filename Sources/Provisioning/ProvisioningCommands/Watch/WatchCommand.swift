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
            let preparation = ProvisionPreparation(settings: settings, mask: mask, output: output)
            var parts = try preparation.parts(dialer: dialer)
            parts.reports = RunReports([])
            let engine = PlaybookEngine(parts)
            let choice = try WatchChoice(pattern: pattern, engine)
            // Signals are taken before the first thread is there.
            let screen = settings.watch.form == .screen ? WatchScreen(settings) : nil
            let watch = try BalancerWatch(
                choice.targets,
                leavingOutOthers: choice.leavesOutOthers,
                every: settings.watch.pause,
                engine
            )
            defer { if watch.end() { dialer.close() } }
            if let screen {
                screen.show(watch, mask)
                return ExitStatus.success
            }
            return printOnce(watch, settings, mask, output)
        } catch {
            dialer.close()
            let diagnostic = (error as? Diagnostic)?.rendered() ?? "\(error)"
            output.writeError(mask.masked(diagnostic) + "\n")
            return ExitStatus.syntax
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
        if settings.watch.form == .record {
            output.write(mask.masked(state.record).json() + "\n")
        } else {
            let lines = WatchPage.lines(of: state, width: 4096)
            if lines.isEmpty { output.writeError("no host has a proxy that answers\n") }
            output.write(lines.map { mask.masked($0.text) + "\n" }.joined())
        }
        return state.isWhole ? ExitStatus.success : unansweredStatus
    }
}
