internal import Diagnostics
internal import DocumentValues
internal import DrillReporting
internal import LinuxSystem

/// Where a day's state is kept until the day is over: beside its report, for its owner only.
struct GameStateFile {
    let path: String

    /// The state of the day whose report goes there.
    init(beside report: String) {
        path = "\(report).state"
    }

    /// The state of a day that was begun; nil without one.
    func read() throws(Diagnostic) -> GameState? {
        if !FileSystem.exists(path) { return nil }
        let text: String
        do throws(SystemError) {
            text = try FileSystem.readText(path)
        } catch {
            throw Diagnostic("the state of the day, '\(path)', can't be read: \(error.code)")
        }
        return try GameState(text: text, name: path)
    }

    /// Replaces the state whole.
    func write(_ state: GameState) throws(Diagnostic) {
        try DrillReportFiles.store(state.data.json() + "\n", in: path)
    }

    /// Takes the state of a day that is over away.
    func remove() {
        try? FileSystem.removeFile(path)
    }
}
