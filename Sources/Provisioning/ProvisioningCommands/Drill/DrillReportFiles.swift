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
        if !settings.comparedPaths.isEmpty, settings.pageFile == nil {
            throw DiagnosticList([
                Diagnostic(
                    "'--compare' has no report to be in",
                    hint: "'--html FILE' writes the report that holds the comparison"
                )
            ])
        }
        earlier = try EarlierJournals.read(settings.comparedPaths, output)
    }

    /// Whether any is asked for.
    var areWanted: Bool {
        let files = [
            settings.recordFile, settings.junitFile, settings.pageFile, settings.metricsFile,
        ]
        return files.contains { $0 != nil }
    }

    /// Writes the reports of records without secrets, of several runs with their summary.
    ///
    /// The page is of the last run, and holds it against the others.
    func write(_ records: [DrillRecord], summary: DrillSeries) throws(Diagnostic) {
        guard let last = records.last else { return }
        if let path = settings.recordFile {
            try Self.store(journal(of: records, summary), in: path)
        }
        if let path = settings.junitFile {
            try Self.store(DrillJUnit.text(of: records, mask: mask), in: path)
        }
        if let path = settings.metricsFile {
            try Self.store(OpenMetricsText.text(of: records), in: path)
        }
        if let path = settings.pageFile {
            let runs = EarlierRuns(of: last, among: earlier + records.dropLast())
            try Self.store(DrillPage.html(of: last, earlier: runs), in: path)
        }
    }

    private func journal(of records: [DrillRecord], _ summary: DrillSeries) -> String {
        if let only = records.first, records.count == 1 { return Self.journal(of: only, mask) }
        let journals = records.map { mask.masked(ChaosJournal.value(of: $0)) }
        return Value.map(["runs": .list(journals), "summary": summary.value]).json() + "\n"
    }

    /// The text of a journal.
    static func journal(of record: DrillRecord, _ mask: SecretMask) -> String {
        mask.masked(ChaosJournal.value(of: record)).json() + "\n"
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
