internal import Diagnostics
internal import DocumentValues
internal import RunReporting
internal import Vaulting

/// Tells of failed tasks only: the timeline tells the rest.
final class FailureLines: RunObserver {
    private let mask: SecretMask
    private let output: CommandOutput

    init(_ mask: SecretMask, _ output: CommandOutput) {
        self.mask = mask
        self.output = output
    }

    func record(_ event: RunEvent) {
        switch event {
        case .outcome(let outcome) where outcome.kind == .failed || outcome.kind == .unreachable:
            let message = outcome.result["msg"]?.string ?? outcome.kind.rawValue
            output.writeError(mask.masked("           \(outcome.task): \(message)\n"))
        case .diagnostic(let diagnostic):
            output.writeError(mask.masked(diagnostic.rendered()) + "\n")
        default:
            break
        }
    }
}

/// Tells what tasks would do, one line each.
final class ForecastLines: RunObserver {
    private let tell: @Sendable (String) -> Void

    init(_ tell: @escaping @Sendable (String) -> Void) {
        self.tell = tell
    }

    func record(_ event: RunEvent) {
        guard case .outcome(let outcome) = event, !outcome.isLoopSummary else { return }
        let host = outcome.delegate ?? outcome.host
        let what = "\(outcome.task), on \(host)"
        switch outcome.kind {
        case .changed: tell(what)
        case .skipped where outcome.result["skip_reason"] == nil: tell(what)
        case .failed, .unreachable:
            tell("\(what): can't be foreseen: \(outcome.result["msg"]?.string ?? "it failed")")
        case .ok, .skipped: break
        }
    }
}
