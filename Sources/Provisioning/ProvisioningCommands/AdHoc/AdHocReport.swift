internal import Diagnostics
internal import DocumentValues
internal import PlaybookRunning
internal import RunReporting

/// The report of `switchyard run`: for each host a verdict and its result, as `ansible` prints them.
final class AdHocReport: RunObserver {
    private let settings: AdHocSettings
    private let verbosity: Int
    private let mask: SecretMask
    private let output: CommandOutput

    /// Modules whose output is shown as it is.
    private static let programs: Set<String> = ["command", "shell", "raw"]

    init(_ settings: ProvisionSettings, mask: SecretMask, output: CommandOutput) {
        self.settings = settings.adHoc
        verbosity = settings.options.verbosity
        self.mask = mask
        self.output = output
    }

    func record(_ event: RunEvent) {
        switch event {
        case .outcome(let outcome): report(outcome)
        case .noHostsMatched: warn("No hosts matched, nothing to do")
        case .warning(let text): warn(text)
        case .diagnostic(let diagnostic):
            output.writeError(mask.masked(diagnostic.rendered()) + "\n")
        case .stillRunning(let tasks):
            for task in tasks {
                warn("\(task.host) is at it for \(task.elapsed.components.seconds) s")
            }
        case .interrupted(let tasks, _):
            for task in tasks { warn("\(task.host) was at it when the run was ended") }
        case .playStarted, .noHostsLeft, .taskStarted, .retrying, .included, .pendingHandler,
            .finished:
            break
        }
    }

    private func warn(_ text: String) {
        output.writeError(mask.masked("[WARNING]: \(text)") + "\n")
    }

    private func report(_ outcome: HostOutcome) {
        for warning in outcome.result["warnings"]?.list ?? [] { warn(warning.string ?? "") }
        output.write(mask.masked(text(of: outcome)) + "\n")
    }

    private func text(of outcome: HostOutcome) -> String {
        let host = outcome.hostLabel
        let name = settings.module.split(separator: ".").last.map(String.init) ?? ""
        let isProgram = Self.programs.contains(name) && outcome.result["rc"] != nil
        switch outcome.kind {
        case .skipped: return "\(host) | SKIPPED"
        case .unreachable: return "\(host) | UNREACHABLE! => \(dumped(outcome))"
        case .failed where isProgram: return program(outcome, "FAILED")
        case .failed: return "\(host) | FAILED! => \(dumped(outcome))"
        case .ok, .changed:
            let verdict = outcome.kind == .changed ? "CHANGED" : "SUCCESS"
            if isProgram { return program(outcome, verdict) }
            return "\(host) | \(verdict) => \(dumped(outcome))"
        }
    }

    private func program(_ outcome: HostOutcome, _ verdict: String) -> String {
        func text(_ name: String) -> String { outcome.result[name]?.string ?? "" }
        let code = outcome.result["rc"]?.integer ?? -1
        let head = "\(outcome.hostLabel) | \(verdict) | rc=\(code)"
        if settings.isOneLine {
            let errors = text("stderr").isEmpty ? "" : " (stderr) \(escaped(text("stderr")))"
            return "\(head) | (stdout) \(escaped(text("stdout")))\(errors)"
        }
        return "\(head) >>\n" + text("stdout") + text("stderr") + text("msg") + "\n"
    }

    private func escaped(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }

    private func dumped(_ outcome: HostOutcome) -> String {
        var result = mask.masked(outcome.result)
        for hidden in ["warnings", "exception"] { result[hidden] = nil }
        if verbosity < 3 {
            result["invocation"] = nil
            result["diff"] = nil
        }
        return resultText(.map(result), indent: settings.isOneLine ? nil : 4)
    }
}
