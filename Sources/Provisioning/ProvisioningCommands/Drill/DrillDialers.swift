internal import Drilling
internal import PlaybookRunning
internal import RunReporting

/// The connections of a drill.
///
/// Its failsafe, its lock and its looks for a proof have their own, so that no stage keeps them waiting.
final class DrillDialers: Sendable {
    let shared = ConnectionDialer()
    private let own = ConnectionDialer()
    private let watching = ConnectionDialer()
    private let locking = ConnectionDialer()

    func close() {
        for dialer in [shared, own, watching, locking] { dialer.close() }
    }

    /// What an engine for that use is made of.
    func parts(
        _ parts: PlaybookEngine.Parts,
        for use: DrillRun.EngineUse
    ) -> PlaybookEngine.Parts {
        var parts = parts
        switch use {
        case .stage(let hasGivenUp):
            parts.options.hasGivenUp = hasGivenUp
        case .look:
            parts.options.looksOnce = true
            parts.reports = RunReports([])
        case .forecast(let tell):
            parts.options.isCheckMode = true
            parts.options.forcesCheckMode = true
            parts.options.looksOnce = true
            parts.reports = RunReports([ForecastLines(tell)])
        case .proof:
            parts.options.looksOnce = true
            parts.reports = RunReports([])
            parts.dialer = watching
        case .failsafe:
            parts.dialer = own
        case .lock:
            parts.dialer = locking
        }
        return parts
    }
}
