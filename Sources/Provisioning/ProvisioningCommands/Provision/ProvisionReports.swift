internal import Diagnostics
internal import LinuxSystem
internal import PlaybookRunning
internal import RunReporting

/// The reports that the options ask for, and the files that they go to.
struct ProvisionReports: Sendable {
    /// The reports; the console's, or what stands for it, is always there.
    let reports: RunReports
    private let sinks: [ReportSink]

    /// Opens the files.
    init(
        _ settings: ProvisionSettings,
        mask: SecretMask,
        output: CommandOutput,
        insteadOfConsole report: (any RunObserver)? = nil
    ) throws(Diagnostic) {
        let console = ConsoleReport(
            style: Self.style(settings),
            mask: mask
        ) { text, isForErrors in
            if isForErrors { output.writeError(text) } else { output.write(text) }
        }
        var observers: [any RunObserver] = [report ?? console]
        var sinks: [ReportSink] = []
        if let path = settings.recordFile {
            let sink = try Self.create(path)
            sinks.append(sink)
            observers.append(RunRecord(mask: mask) { sink.write($0) })
        }
        if let path = settings.junitFile {
            let sink = try Self.create(path)
            sinks.append(sink)
            observers.append(
                JUnitReport(mask: mask, failsOnChange: settings.failsOnChange) { sink.write($0) }
            )
        }
        reports = RunReports(observers)
        self.sinks = sinks
    }

    private static func style(_ settings: ProvisionSettings) -> ConsoleReport.Style {
        let verbosity = settings.options.verbosity
        var style = ConsoleReport.Style.fitting(.standardOutput, verbosity: verbosity)
        style.showsCustomStatistics = settings.showsCustomStatistics
        if settings.hasNoColors { style.usesColors = false }
        if settings.forcesColors { style.usesColors = true }
        return style
    }

    private static func create(_ path: String) throws(Diagnostic) -> ReportSink {
        do throws(SystemError) {
            let file = try FileSystem.open(path, [.write, .create, .truncate], mode: 0o600)
            return ReportSink(file, name: "the report '\(path)'")
        } catch {
            throw Diagnostic("the report '\(path)' can't be written: \(error.code)")
        }
    }

    /// What could not be written.
    var problems: [Diagnostic] { sinks.compactMap(\.problem) }
}
