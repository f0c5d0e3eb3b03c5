internal import Diagnostics
internal import DrillReporting
internal import Drilling
internal import RunReporting

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
        let files: DrillReportFiles
        let dialers = DrillDialers()
        defer { dialers.close() }
        do throws(DiagnosticList) {
            files = try DrillReportFiles(settings, mask: mask, output)
            let preparation = DrillPreparation(
                settings: settings,
                mask: mask,
                dialers: dialers,
                output: output
            )
            drill = try preparation.drill(at: path)
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
        let report = DrillInterrupts(output).carryOut(drill)
        output.write("\n" + mask.masked(report.rendered()) + "\n")
        do throws(Diagnostic) {
            if files.areWanted {
                try files.write(drill.record(of: report).masked(by: mask))
            }
        } catch {
            output.report([error])
            return ExitStatus.failure
        }
        return report.verdict.exitCode
    }
}
