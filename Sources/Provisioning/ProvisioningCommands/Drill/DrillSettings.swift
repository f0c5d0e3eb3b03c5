/// What the options of `switchyard drill` and `switchyard gameday` alone say.
struct DrillSettings: Sendable {
    /// What is done with a drill.
    enum Purpose: Sendable {
        /// It is carried out.
        case carryOut
        /// It is checked whether it could be.
        case check
        /// The drills below a folder are listed.
        case list
    }

    /// What is done.
    var purpose = Purpose.carryOut
    /// `--repeat`: how often.
    var repeatCount = 1
    /// `--html`.
    var pageFile: String?
    /// `--openmetrics`.
    var metricsFile: String?
    /// `--compare`: journals of earlier runs, or folders of them.
    var comparedPaths: [String] = []
    /// `--journals`: the folder of a game day's journals.
    var journalFolder: String?
    /// `--fresh`: a game day begins anew.
    var beginsAnew = false
}
