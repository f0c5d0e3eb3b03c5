internal import CommandLineOptions
internal import Diagnostics
internal import LinuxSystem
internal import PlaybookRunning
internal import RunReporting

/// `switchyard handlers`: shows, or dismisses, handlers that runs left pending on hosts.
enum HandlersCommand {
    static let subcommand = Subcommand(
        name: "handlers",
        summary: "show or dismiss handlers that runs left pending on hosts"
    ) { words, output in
        guard let usual = UsualSettings.read(output) else { return ExitStatus.syntax }
        switch ProvisionOptions.handlersTable.read(words, into: usual, output) {
        case .stop(let status): return status
        case .run(let settings, let patterns): return run(settings, patterns, output)
        }
    }

    private static func run(
        _ settings: ProvisionSettings,
        _ patterns: [String],
        _ output: CommandOutput
    ) -> Int32 {
        let mask = SecretMask()
        let dialer = ConnectionDialer()
        defer { dialer.close() }
        do {
            let preparation = ProvisionPreparation(settings: settings, mask: mask, output: output)
            let engine = PlaybookEngine(try preparation.parts(dialer: dialer))
            var status = ExitStatus.success
            for host in try engine.hosts(matching: patterns.joined(separator: ",")) {
                do throws(ConnectionProblem) {
                    let pending =
                        settings.dismissesHandlers
                        ? try engine.dismissPendingHandlers(of: host)
                        : try engine.pendingHandlers(of: host)
                    for handler in pending { output.write(mask.masked(line(handler, host)) + "\n") }
                } catch {
                    status = ExitStatus.syntax
                    output.writeError(mask.masked("\(error)") + "\n")
                }
            }
            return status
        } catch {
            output.writeError(mask.masked("\(error)") + "\n")
            return ExitStatus.syntax
        }
    }

    private static func line(_ handler: PendingHandler, _ host: String) -> String {
        let holder = handler.isHeld ? "held by a run that goes on, of" : "left by"
        return "\(host): \(handler.name) (play '\(handler.play)', since \(handler.since), "
            + "\(holder) \(handler.owner))"
    }
}
