internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import Synchronization

/// The report that continuous integration reads: a suite a play, a case a task and host.
public final class JUnitReport: RunObserver {
    private struct Case {
        var name: String
        var host: String
        var seconds: Double
        var failure: String?
        var isSkipped: Bool
    }

    private struct State {
        var suites: [(name: String, cases: [Case])] = []
        var task = ""
    }

    private let state = Mutex<State>(State())
    private let mask: SecretMask
    private let failsOnChange: Bool
    private let write: @Sendable (String) -> Void

    /// A report; `write` gets the whole text at the end of the run.
    ///
    /// With `failsOnChange` a change counts as a failure, as when a second run has to find
    /// everything in place.
    public init(
        mask: SecretMask,
        failsOnChange: Bool = false,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.mask = mask
        self.failsOnChange = failsOnChange
        self.write = write
    }

    /// Takes note of an event; at the end of the run the text is written.
    public func record(_ event: RunEvent) {
        switch event {
        case .playStarted(let name):
            state.withLock { $0.suites.append((name, [])) }
        case .taskStarted(let title):
            state.withLock { $0.task = title.name }
        case .outcome(let outcome) where outcome.item == nil:
            state.withLock { state in
                if state.suites.isEmpty { state.suites.append(("run", [])) }
                state.suites[state.suites.count - 1].cases.append(
                    Case(
                        name: state.task,
                        host: outcome.host,
                        seconds: Double(outcome.duration.wholeMilliseconds()) / 1000,
                        failure: failure(outcome),
                        isSkipped: outcome.kind == .skipped
                    )
                )
            }
        case .interrupted(let tasks, _):
            state.withLock { state in
                if state.suites.isEmpty { state.suites.append(("run", [])) }
                state.suites[state.suites.count - 1].cases += tasks.map { task in
                    Case(
                        name: task.task,
                        host: task.host,
                        seconds: Double(task.elapsed.wholeMilliseconds()) / 1000,
                        failure: "interrupted",
                        isSkipped: false
                    )
                }
            }
        case .finished:
            let suites = state.withLock { $0.suites }
            write(text(of: suites))
        default:
            break
        }
    }

    private func failure(_ outcome: HostOutcome) -> String? {
        switch outcome.kind {
        case .failed where !outcome.isIgnored, .unreachable where !outcome.isIgnored:
            outcome.result["msg"]?.string ?? outcome.kind.rawValue
        case .changed where failsOnChange: "changed"
        default: nil
        }
    }

    private func text(of suites: [(name: String, cases: [Case])]) -> String {
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>"]
        for suite in suites {
            let failures = suite.cases.count { $0.failure != nil }
            let skipped = suite.cases.count { $0.isSkipped }
            lines.append(
                "  <testsuite name=\"\(escaped(suite.name))\" tests=\"\(suite.cases.count)\""
                    + " failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\">"
            )
            for one in suite.cases { lines += self.lines(of: one) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of one: Case) -> [String] {
        let head =
            "    <testcase classname=\"\(escaped(one.host))\" name=\"\(escaped(one.name))\""
            + " time=\"\(one.seconds)\""
        if let failure = one.failure {
            let message = escaped(failure)
            return ["\(head)>", "      <failure message=\"\(message)\"/>", "    </testcase>"]
        }
        return one.isSkipped ? ["\(head)><skipped/></testcase>"] : ["\(head)/>"]
    }

    /// The text as an attribute: masked first, since what is escaped is spelled differently.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in mask.masked(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case _ where scalar.value < 0x20: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
