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
            let path = paths.first ?? ""
            switch settings.drill.purpose {
            case .list: return DrillList.run(path, output)
            case .check: return check(settings, path, output)
            case .carryOut: return carryOut(settings, path, output)
            }
        }
    }

    private static func carryOut(
        _ settings: ProvisionSettings,
        _ path: String,
        _ output: CommandOutput
    ) -> Int32 {
        let mask = SecretMask()
        let dialers = DrillDialers()
        defer { dialers.close() }
        var series = DrillSeries()
        let listener = DrillSignals(output)
        for number in 1...settings.drill.repeatCount {
            let drill: DrillRun
            do throws(DiagnosticList) {
                drill = try prepare(settings, path, mask, dialers, output)
            } catch {
                output.writeError(mask.masked(error.description) + "\n")
                return ExitStatus.syntax
            }
            if number > 1 { output.write("\nrun \(number) of \(settings.drill.repeatCount)\n") }
            listener.watch(drill)
            let report = drill.carryOut()
            series.add(report)
            output.write("\n" + mask.masked(report.rendered()) + "\n")
            // What was left broken is not broken again.
            if listener.wasInterrupted || !report.isRestored { break }
        }
        if settings.drill.repeatCount > 1 {
            output.write("\n" + mask.masked(series.rendered()) + "\n")
        }
        do throws(Diagnostic) {
            try write(series, settings, mask)
        } catch {
            output.report([error])
            return ExitStatus.failure
        }
        return series.exitCode
    }

    private static func check(
        _ settings: ProvisionSettings,
        _ path: String,
        _ output: CommandOutput
    ) -> Int32 {
        let mask = SecretMask()
        let dialers = DrillDialers()
        defer { dialers.close() }
        if settings.recordFile != nil || settings.junitFile != nil || settings.drill.repeatCount > 1
        {
            output.report([
                Diagnostic(
                    "'--json', '--junit' and '--repeat' say nothing with '--check'",
                    hint: "a check has no figures to report"
                )
            ])
            return ExitStatus.syntax
        }
        do throws(DiagnosticList) {
            let drill = try prepare(settings, path, mask, dialers, output)
            let listener = DrillSignals(output)
            listener.watch(drill)
            let forecast = drill.check()
            output.write("\n" + mask.masked(forecast.rendered()) + "\n")
            return forecast.obstacle == nil ? ExitStatus.success : DrillVerdict.nothingProvedCode
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
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

    private static func write(
        _ series: DrillSeries,
        _ settings: ProvisionSettings,
        _ mask: SecretMask
    ) throws(Diagnostic) {
        if let path = settings.recordFile {
            try store(mask.masked(series.value).json() + "\n", in: path)
        }
        if let path = settings.junitFile {
            try store(DrillJUnit.text(of: series.reports, mask: mask), in: path)
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
