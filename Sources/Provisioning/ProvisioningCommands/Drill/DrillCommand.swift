internal import Diagnostics
internal import DocumentValues
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
        let preparation = DrillPreparation(
            settings: settings,
            mask: mask,
            dialers: dialers,
            output: output
        )
        var series = DrillSeries()
        var records: [DrillRecord] = []
        let listener = DrillSignals(output)
        do throws(DiagnosticList) {
            let files = try DrillReportFiles(settings, mask: mask, output)
            for number in 1...settings.drill.repeatCount {
                let drill = try preparation.drill(at: path)
                if number > 1 { output.write("\nrun \(number) of \(settings.drill.repeatCount)\n") }
                listener.watch(drill)
                let report = drill.carryOut()
                series.add(report)
                output.write("\n" + mask.masked(report.rendered()) + "\n")
                if files.areWanted { records.append(drill.record(of: report).masked(by: mask)) }
                // What was left broken is not broken again.
                if listener.wasInterrupted || !report.isRestored { break }
            }
            if settings.drill.repeatCount > 1 {
                output.write("\n" + mask.masked(series.rendered()) + "\n")
            }
            return write(records, files, output) ? series.exitCode : ExitStatus.failure
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
    }

    /// Writes the reports; whether that went well.
    private static func write(
        _ records: [DrillRecord],
        _ files: DrillReportFiles,
        _ output: CommandOutput
    ) -> Bool {
        do throws(Diagnostic) {
            if files.areWanted { try files.write(records) }
            return true
        } catch {
            output.report([error])
            return false
        }
    }

    private static func check(
        _ settings: ProvisionSettings,
        _ path: String,
        _ output: CommandOutput
    ) -> Int32 {
        let mask = SecretMask()
        let dialers = DrillDialers()
        defer { dialers.close() }
        do throws(DiagnosticList) {
            try refuseReports(settings)
            let drill = try DrillPreparation(
                settings: settings,
                mask: mask,
                dialers: dialers,
                output: output
            ).drill(at: path)
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

    private static func refuseReports(_ settings: ProvisionSettings) throws(DiagnosticList) {
        let given = [
            ("--json", settings.recordFile != nil), ("--junit", settings.junitFile != nil),
            ("--html", settings.drill.pageFile != nil),
            ("--openmetrics", settings.drill.metricsFile != nil),
            ("--compare", !settings.drill.comparedPaths.isEmpty),
            ("--repeat", settings.drill.repeatCount > 1),
        ]
        guard let first = given.first(where: { $0.1 })?.0 else { return }
        throw DiagnosticList([
            Diagnostic(
                "'\(first)' says nothing with '--check'",
                hint: "a check has no figures to report"
            )
        ])
    }
}
