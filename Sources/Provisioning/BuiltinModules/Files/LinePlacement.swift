internal import ModuleContract
internal import RegularExpressions

/// A line that is to be in a file, and where; the rules are those of Ansible's `lineinfile`.
struct LinePlacement: Sendable {
    /// Where a line that is not there yet goes.
    enum Position: Sendable {
        case start
        case end
        /// Behind the last (or first) line that matches; to the end, when none does.
        case after(RegularExpression)
        /// Before the last (or first) line that matches; to the end, when none does.
        case before(RegularExpression)
    }

    /// The line, without its end.
    var line: String
    /// The line that it replaces.
    var match: LineMatch?
    /// Where it goes otherwise.
    var position: Position
    /// Whether `\1` in the line stands for a group of the match.
    var usesGroups: Bool
    /// Whether the first of several matches counts, instead of the last.
    var takesFirst: Bool

    /// What the placement makes of a content.
    func apply(to content: [UInt8]) throws(ModuleFailure) -> TextEdit.Outcome {
        var lines = ByteLines.split(content)
        let message = try place(in: &lines)
        return TextEdit.Outcome(content: lines.flatMap { $0 }, message: message)
    }

    private var bytes: [UInt8] { Array(line.utf8) }

    private var ended: [UInt8] {
        let bytes = bytes
        return bytes.last == 10 ? bytes : bytes + [10]
    }

    private func place(in lines: inout [[UInt8]]) throws(ModuleFailure) -> String {
        if let match, let index = index(in: lines, where: match.matches) {
            return try replace(&lines, at: index)
        }
        let bytes = bytes
        if let exact = lines.lastIndex(where: { ByteLines.bare($0) == bytes }) {
            // A last line without its end is given one.
            return try replace(&lines, at: exact)
        }
        if usesGroups { return "" }
        switch position {
        case .start:
            lines.insert(ended, at: 0)
        case .end:
            append(to: &lines)
        case .after(let expression):
            guard let index = index(in: lines, where: LineMatch.expression(expression).matches)
            else {
                append(to: &lines)
                break
            }
            // As in Ansible, the line is not repeated when it comes next already.
            let next = index + 1 < lines.count ? lines[index + 1] : lines[index]
            if ByteLines.bare(next) == bytes { return "" }
            if !ByteLines.isEnded(lines[lines.count - 1]) { lines[lines.count - 1].append(10) }
            lines.insert(ended, at: index + 1)
        case .before(let expression):
            guard let index = index(in: lines, where: LineMatch.expression(expression).matches)
            else {
                append(to: &lines)
                break
            }
            lines.insert(ended, at: index)
        }
        return "line added"
    }

    private func index(
        in lines: [[UInt8]],
        where isMeant: ([UInt8]) -> Bool
    ) -> Int? {
        takesFirst ? lines.firstIndex(where: isMeant) : lines.lastIndex(where: isMeant)
    }

    private func append(to lines: inout [[UInt8]]) {
        if let last = lines.last, !ByteLines.isEnded(last) { lines[lines.count - 1].append(10) }
        lines.append(ended)
    }

    private func replace(
        _ lines: inout [[UInt8]],
        at index: Int
    ) throws(ModuleFailure) -> String {
        var new = ended
        if usesGroups, case .expression(let expression)? = match {
            new = try expanded(expression, lines[index]) ?? ended
        }
        if lines[index] == new { return "" }
        lines[index] = new
        return "line replaced"
    }

    private func expanded(
        _ expression: RegularExpression,
        _ line: [UInt8]
    ) throws(ModuleFailure) -> [UInt8]? {
        do {
            guard let found = try expression.firstMatch(in: line) else { return nil }
            let template = try ReplacementTemplate(self.line, for: expression)
            let bytes = template.expanded(for: found)
            return bytes.last == 10 ? bytes : bytes + [10]
        } catch {
            throw ModuleFailure(
                "line cannot use the groups of '\(expression.pattern)': \(error.message)"
            )
        }
    }
}
