/// A difference of two texts in the unified format, as Ansible's diff mode prints it.
enum UnifiedDiff {
    /// The lines of the difference, each with its end; none when the texts are the same.
    static func lines(_ difference: TextDifference, context: Int = 3) -> [String] {
        let old = split(difference.before)
        let new = split(difference.after)
        let groups = group(LineMatching(old: old, new: new).steps(), context: context)
        if groups.isEmpty { return [] }
        var lines = [
            header("---", "before", difference.beforeName),
            header("+++", "after", difference.afterName),
        ]
        for steps in groups {
            guard let first = steps.first, let last = steps.last else { continue }
            let oldSpan = span(first.old.lowerBound..<last.old.upperBound)
            let newSpan = span(first.new.lowerBound..<last.new.upperBound)
            lines.append("@@ -\(oldSpan) +\(newSpan) @@\n")
            for step in steps {
                if step.kind == .equal {
                    lines += old[step.old].map { " " + $0 }
                } else {
                    lines += old[step.old].map { "-" + $0 }
                    lines += new[step.new].map { "+" + $0 }
                }
            }
        }
        return lines
    }

    private static func header(_ sign: String, _ word: String, _ name: String) -> String {
        name.isEmpty ? "\(sign) \(word)\n" : "\(sign) \(word): \(name)\n"
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) + "\n" }
        if text.isEmpty || text.utf8.last == 0x0A {
            lines.removeLast()
        } else {
            lines[lines.count - 1] += "\\ No newline at end of file\n"
        }
        return lines
    }

    private static func span(_ range: Range<Int>) -> String {
        switch range.count {
        case 1: "\(range.lowerBound + 1)"
        case 0: "\(range.lowerBound),0"
        default: "\(range.lowerBound + 1),\(range.count)"
        }
    }

    private static func group(
        _ steps: [LineMatching.Step],
        context: Int
    ) -> [[LineMatching.Step]] {
        var steps = steps
        guard steps.contains(where: { $0.kind != .equal }) else { return [] }
        if steps[0].kind == .equal {
            steps[0] = tail(of: steps[0], context)
        }
        let last = steps.count - 1
        if steps[last].kind == .equal { steps[last] = head(of: steps[last], context) }
        var groups: [[LineMatching.Step]] = [[]]
        for step in steps {
            if step.kind == .equal, step.old.count > 2 * context {
                groups[groups.count - 1].append(head(of: step, context))
                groups.append([tail(of: step, context)])
            } else {
                groups[groups.count - 1].append(step)
            }
        }
        return groups.filter { $0.contains { $0.kind != .equal } }
    }

    private static func head(of step: LineMatching.Step, _ count: Int) -> LineMatching.Step {
        let kept = min(count, step.old.count)
        return LineMatching.Step(
            kind: step.kind,
            old: step.old.lowerBound..<(step.old.lowerBound + kept),
            new: step.new.lowerBound..<(step.new.lowerBound + kept)
        )
    }

    private static func tail(of step: LineMatching.Step, _ count: Int) -> LineMatching.Step {
        let kept = min(count, step.old.count)
        return LineMatching.Step(
            kind: step.kind,
            old: (step.old.upperBound - kept)..<step.old.upperBound,
            new: (step.new.upperBound - kept)..<step.new.upperBound
        )
    }
}
