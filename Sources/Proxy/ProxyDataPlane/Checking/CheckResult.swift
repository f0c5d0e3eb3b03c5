internal import HealthChecking

/// How a check ended, and how long it took.
struct CheckResult {
    var outcome: CheckOutcome
    /// Nil when it took no time of a check.
    var milliseconds: Int?

    init(_ outcome: CheckOutcome, milliseconds: Int?) {
        self.outcome = outcome
        self.milliseconds = milliseconds
    }

    /// What traffic has found out in a check's place.
    init(observed sentence: String) {
        self.init(CheckOutcome(.observed, detail: sentence), milliseconds: nil)
    }

    var hasPassed: Bool { outcome.status.hasPassed }

    /// What HAProxy says about it: the kind of result, the code, what the server said, the time.
    var reason: String {
        checkReason(
            outcome.status.sentence,
            code: outcome.status.tellsCode ? outcome.code : nil,
            detail: outcome.detail,
            milliseconds: milliseconds
        )
    }
}
