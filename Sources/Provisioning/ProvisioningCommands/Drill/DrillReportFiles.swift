internal import Diagnostics
internal import DocumentValues
internal import DrillReporting
internal import Drilling
internal import LinuxSystem
internal import RunReporting

/// The files that a drill's reports are written to, each for its owner's eyes only.
struct DrillReportFiles {
    private let settings: ProvisionSettings
    private let mask: SecretMask
    private let earlier: [DrillRecord]

    /// Reads the earlier runs, so that what is wrong with them is said before anything is broken.
    init(
        _ settings: ProvisionSettings,
        mask: SecretMask,
        _ output: CommandOutput
    ) throws(DiagnosticList) {
        self.settings = settings
        self.mask = mask
        if !settings.drill.comparedPaths.isEmpty, settings.drill.pageFile == nil {
            throw DiagnosticList([
                Diagnostic(
                    "'--compare' has no report to be in",
                    hint: "'--html FILE' writes the report that holds the comparison"
                )
            ])
        }
        earlier = try EarlierJournals.read(settings.drill.comparedPaths, output)
    }

    /// Whether any is asked for.
    var areWanted: Bool {
        let files = [
            settings.recordFile, settings.junitFile, settings.drill.pageFile,
            settings.drill.metricsFile,
        ]
        return files.contains { $0 != nil }
    }

    /// Writes the reports of a drill's runs, records without secrets.
    func write(_ records: [DrillRecord]) throws(Diagnostic) {
        if let path = settings.recordFile {
            let journals = mask.masked(ChaosJournal.value(of: records))
            try Self.store(journals.json() + "\n", in: path)
        }
        if let path = settings.junitFile {
            try Self.store(DrillJUnit.text(of: records, mask: mask), in: path)
        }
        if let path = settings.drill.metricsFile {
            try Self.store(OpenMetricsText.text(of: records), in: path)
        }
        if let path = settings.drill.pageFile {
            try Self.store(DrillPage.html(of: records, earlier: earlier), in: path)
        }
    }

    /// Writes a file whole.
    static func store(_ text: String, in path: String) throws(Diagnostic) {
        do throws(SystemError) {
            try FileSystem.writeAtomically(text, to: path, mode: 0o600)
        } catch {
            throw Diagnostic("the report '\(path)' can't be written: \(error.code)")
        }
    }
}
