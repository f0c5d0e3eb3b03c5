internal import Diagnostics
internal import DocumentValues
internal import Drilling
internal import LinuxSystem
internal import PlaybookRunning
internal import RunReporting
internal import Vaulting

/// `switchyard drill`: breaks something under load and measures what users would have felt.
enum DrillCommand {
    static let subcommand = Subcommand(
        name: "drill",
        summary: "break something under load, and measure what users would have felt"
    ) { words, output in
        guard let usual = UsualSettings.read(output) else { return ExitStatus.syntax }
        switch ProvisionOptions.drillTable.read(words, into: usual, output) {
        case .stop(let status): return status
        case .run(let settings, let paths):
            return run(settings, paths.first ?? "", output)
        }
    }

    private static func run(
        _ settings: ProvisionSettings,
        _ path: String,
        _ output: CommandOutput
    ) -> Int32 {
        let mask = SecretMask()
        let drill: DrillRun
        let dialers = DrillDialers()
        defer { dialers.close() }
        do throws(DiagnosticList) {
            drill = try prepare(settings, path, mask, dialers, output)
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
        let signals = try? SignalQueue([.interrupt, .terminate, .hangUp])
        if let signals { listen(to: signals, drill, output) }
        let report = drill.carryOut()
        output.write("\n" + mask.masked(report.rendered()) + "\n")
        do throws(Diagnostic) {
            try write(report, settings, mask)
        } catch {
            output.report([error])
            return ExitStatus.failure
        }
        return report.verdict.exitCode
    }

    private static func prepare(
        _ settings: ProvisionSettings,
        _ path: String,
        _ mask: SecretMask,
        _ dialers: DrillDialers,
        _ output: CommandOutput
    ) throws(DiagnosticList) -> DrillRun {
        guard FileStatus.of(path)?.kind == .file else {
            throw DiagnosticList([Diagnostic("the drill '\(path)' was not found")])
        }
        var quiet = settings
        quiet.junitFile = nil
        quiet.recordFile = nil
        let preparation = ProvisionPreparation(settings: quiet, mask: mask, output: output)
        var parts = try preparation.parts(dialer: dialers.shared)
        if settings.options.verbosity == 0 {
            parts.reports = RunReports([FailureLines(mask, output)])
        }
        let file = try VariableFile.readDocument(path, keyring: parts.keyring, at: nil)
        guard let document = file.node else {
            throw DiagnosticList([Diagnostic("the drill '\(path)' is empty")])
        }
        let ready = parts
        return try DrillRun(
            try DrillFile.decode(document),
            path: path,
            loader: parts.loader,
            makeEngine: { use in PlaybookEngine(dialers.parts(ready, for: use)) },
            tell: { output.write(mask.masked($0) + "\n") }
        )
    }

    /// An interrupt ends the drill early: what was broken is put back first.
    ///
    /// A second one does not wait for that.
    private static func listen(
        to signals: SignalQueue,
        _ drill: DrillRun,
        _ output: CommandOutput
    ) {
        _ = try? Thread.start(name: "signals") {
            var isSecond = false
            while true {
                var entries = [PollEntry(signals.descriptor, .readable)]
                guard (try? poll(&entries, timeout: nil)) != nil else { return }
                guard signals.next() != nil else { continue }
                if isSecond {
                    output.writeError("interrupted again: \(drill.failsafeText)\n")
                    CurrentProcess.exit(130)
                }
                isSecond = true
                output.writeError("interrupted: what was broken is put back\n")
                drill.interrupt()
            }
        }
    }

    private static func write(
        _ report: DrillReport,
        _ settings: ProvisionSettings,
        _ mask: SecretMask
    ) throws(Diagnostic) {
        if let path = settings.recordFile {
            try store(mask.masked(report.value).json() + "\n", in: path)
        }
        if let path = settings.junitFile {
            try store(DrillJUnit.text(of: report, mask: mask), in: path)
        }
    }

    private static func store(_ text: String, in path: String) throws(Diagnostic) {
        do throws(SystemError) {
            try FileSystem.writeAtomically(text, to: path, mode: 0o600)
        } catch {
            throw Diagnostic("the report '\(path)' can't be written: \(error.code)")
        }
    }
}

/// The connections of a drill: its failsafe has its own, so that no stage keeps it waiting.
private final class DrillDialers: Sendable {
    let shared = ConnectionDialer()
    private let own = ConnectionDialer()

    func close() {
        shared.close()
        own.close()
    }

    /// What an engine for that use is made of.
    func parts(
        _ parts: PlaybookEngine.Parts,
        for use: DrillRun.EngineUse
    ) -> PlaybookEngine.Parts {
        var parts = parts
        switch use {
        case .stage(let hasGivenUp):
            parts.options.hasGivenUp = hasGivenUp
        case .look:
            parts.options.looksOnce = true
            parts.reports = RunReports([])
        case .failsafe:
            parts.dialer = own
        }
        return parts
    }
}

/// Tells of failed tasks only: the timeline tells the rest.
private final class FailureLines: RunObserver {
    private let mask: SecretMask
    private let output: CommandOutput

    init(_ mask: SecretMask, _ output: CommandOutput) {
        self.mask = mask
        self.output = output
    }

    func record(_ event: RunEvent) {
        switch event {
        case .outcome(let outcome) where outcome.kind == .failed || outcome.kind == .unreachable:
            let message = outcome.result["msg"]?.string ?? outcome.kind.rawValue
            output.writeError(mask.masked("           \(outcome.task): \(message)\n"))
        case .diagnostic(let diagnostic):
            output.writeError(mask.masked(diagnostic.rendered()) + "\n")
        default:
            break
        }
    }
}
