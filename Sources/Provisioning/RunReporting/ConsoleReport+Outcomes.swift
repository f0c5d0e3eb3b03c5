internal import DocumentValues

extension ConsoleReport {
    /// Prints the differences, then the line of an outcome.
    func report(_ outcome: HostOutcome) {
        for difference in outcome.diffs { report(difference) }
        for warning in outcome.result["warnings"]?.list ?? [] {
            record(.warning(warning.string ?? resultText(warning)))
        }
        if !outcome.isLoopSummary || outcome.kind == .skipped {
            say(line(for: outcome), color(for: outcome.kind))
        }
        if outcome.isIgnored { say("...ignoring", .skipped) }
    }

    private func line(for outcome: HostOutcome) -> String {
        let host = outcome.hostLabel
        let item = outcome.item
        switch outcome.kind {
        case .ok, .changed:
            let label = item.map { " => (item=\($0))" } ?? ""
            return "\(outcome.kind.rawValue): [\(host)]\(label)" + details(of: outcome)
        case .skipped:
            let label = item.map { " => (item=\($0)) " } ?? ""
            return "skipping: [\(outcome.host)]\(label)" + details(of: outcome)
        case .failed:
            let result = dumped(outcome)
            return item.map { "failed: [\(host)] (item=\($0)) => \(result)" }
                ?? "fatal: [\(host)]: FAILED! => \(result)"
        case .unreachable:
            return "fatal: [\(host)]: UNREACHABLE! => \(dumped(outcome))"
        }
    }

    private func details(of outcome: HostOutcome) -> String {
        let isShown =
            switch outcome.visibility {
            case .always: true
            case .whenVerbose: style.verbosity > 0
            case .whenFailed: false
            }
        return isShown ? " => \(dumped(outcome))" : ""
    }

    private func dumped(_ outcome: HostOutcome) -> String {
        var result = masked(outcome.result)
        for hidden in ["warnings", "exception"] { result[hidden] = nil }
        if style.verbosity < 3 {
            result["invocation"] = nil
            result["diff"] = nil
        }
        if outcome.isLoopSummary { result["results"] = nil }
        let isWide = style.verbosity > 2 || outcome.visibility == .always
        return resultText(.map(result), indent: isWide ? 4 : nil)
    }

    private func report(_ difference: TextDifference) {
        let lines = UnifiedDiff.lines(difference)
        if lines.isEmpty { return }
        for line in lines {
            let text = line.last == "\n" ? String(line.dropLast()) : line
            say(text, diffColor(text))
        }
        say("")
    }

    private func diffColor(_ line: String) -> TerminalColor? {
        switch line.first {
        case "+": .ok
        case "-": .failed
        case "@": .skipped
        default: nil
        }
    }

    private func color(for kind: HostOutcome.Kind) -> TerminalColor {
        switch kind {
        case .ok: .ok
        case .changed: .changed
        case .skipped: .skipped
        case .failed: .failed
        case .unreachable: .unreachable
        }
    }
}
