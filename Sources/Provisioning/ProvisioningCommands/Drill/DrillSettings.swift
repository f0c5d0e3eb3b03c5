/// What the options of `switchyard drill` alone say.
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
}
