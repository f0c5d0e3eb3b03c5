internal import Diagnostics
internal import DrillReporting
internal import Drilling
internal import LinuxSystem
internal import RunReporting

/// The files that a day's reports are written to, again after each drill.
struct GameReportFiles {
    private let settings: ProvisionSettings
    private let mask: SecretMask
    private let earlier: [DrillRecord]
    /// The report for people.
    let pagePath: String

    /// Reads the earlier runs, and makes the folder of the journals.
    init(
        _ settings: ProvisionSettings,
        game path: String,
        mask: SecretMask,
        _ output: CommandOutput
    ) throws(DiagnosticList) {
        self.settings = settings
        self.mask = mask
        pagePath = settings.pageFile ?? "\(Self.stem(of: path)).html"
        earlier = try EarlierJournals.read(settings.comparedPaths, output)
        guard let folder = settings.journalFolder else { return }
        do throws(SystemError) {
            try FileSystem.makeDirectories(folder, mode: 0o700)
        } catch {
            throw DiagnosticList([
                Diagnostic("the folder '\(folder)' can't be made: \(error.code)")
            ])
        }
    }

    /// Writes all of them.
    func write(_ state: GameState, _ day: GameDay) throws(Diagnostic) {
        let records = state.attempts.map(\.record)
        let page = GamePage(of: state, day, earlier: earlier)
        try DrillReportFiles.store(page.html, in: pagePath)
        if let path = settings.junitFile {
            try DrillReportFiles.store(DrillJUnit.text(of: records, mask: mask), in: path)
        }
        if let path = settings.metricsFile {
            try DrillReportFiles.store(OpenMetricsText.text(of: records), in: path)
        }
        guard let folder = settings.journalFolder else { return }
        for (number, record) in records.enumerated() {
            let moment = record.startedAt.formatted("%Y%m%dT%H%M%SZ", inUTC: true)
            let name = "\(moment)-\(number + 1)-\(Self.stem(of: record.file.name)).json"
            let text = DrillReportFiles.journal(of: record, mask)
            try DrillReportFiles.store(text, in: "\(folder)/\(name)")
        }
    }

    /// The name of a file without its folder and its ending.
    private static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last ?? "game"
        let parts = name.split(separator: ".", omittingEmptySubsequences: true)
        return parts.count > 1 ? parts.dropLast().joined(separator: ".") : String(name)
    }
}
