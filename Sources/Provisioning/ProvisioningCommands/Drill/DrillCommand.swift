internal import Diagnostics
internal import DrillReporting
internal import Drilling
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
        let preparation = DrillPreparation(
            settings: settings,
            mask: mask,
            dialers: dialers,
            output: output
        )
        let interrupts = DrillInterrupts(output)
        var series = DrillSeries()
        var records: [DrillRecord] = []
        do throws(DiagnosticList) {
            let files = try DrillReportFiles(settings, mask: mask, output)
            for number in 1...settings.drill.repeatCount {
                let drill = try preparation.drill(at: path)
                if number > 1 { output.write("\nrun \(number) of \(settings.drill.repeatCount)\n") }
                let report = interrupts.carryOut(drill)
                series.add(report)
                output.write("\n" + mask.masked(report.rendered()) + "\n")
                if files.areWanted { records.append(drill.record(of: report).masked(by: mask)) }
                // What was left broken is not broken again.
                if interrupts.haveCome || !report.isRestored { break }
            }
            if settings.drill.repeatCount > 1 {
                output.write("\n" + mask.masked(series.rendered()) + "\n")
            }
            do throws(Diagnostic) {
                try files.write(records, summary: series)
            } catch {
                output.report([error])
                return ExitStatus.failure
            }
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
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
        do throws(DiagnosticList) {
            let files = try DrillReportFiles(settings, mask: mask, output)
            if files.areWanted || settings.drill.repeatCount > 1 {
                throw DiagnosticList([
                    Diagnostic(
                        "reports and '--repeat' say nothing with '--check'",
                        hint: "a check has no figures; leave them out"
                    )
                ])
            }
            let preparation = DrillPreparation(
                settings: settings,
                mask: mask,
                dialers: dialers,
                output: output
            )
            let forecast = DrillInterrupts(output).check(try preparation.drill(at: path))
            output.write("\n" + mask.masked(forecast.rendered()) + "\n")
            return forecast.obstacle == nil ? ExitStatus.success : DrillVerdict.nothingProvedCode
        } catch {
            output.writeError(mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
    }
}
