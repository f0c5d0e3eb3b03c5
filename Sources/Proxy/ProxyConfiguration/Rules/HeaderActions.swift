internal import Diagnostics
internal import RegularExpressions
internal import Samples

/// Header lines put in, taken out, written anew.
enum HeaderActions {
    static let all: [ActionKeyword] = [
        ActionKeyword("set-header", "<name> <value>", in: .all) {
            arguments,
            reading throws(Diagnostic) in
            try HeaderAction(&arguments, reading) { .set(name: $0, value: $1) }
        },
        ActionKeyword("add-header", "<name> <value>", in: .all) {
            arguments,
            reading throws(Diagnostic) in
            try HeaderAction(&arguments, reading) { .add(name: $0, value: $1) }
        },
        ActionKeyword("del-header", "<name> [-m str|beg|end|sub|reg]", in: .all) {
            arguments,
            reading throws(Diagnostic) in
            arguments.warnOfFraming(reading.tools)
            return HeaderRemoval(try arguments.readHeaderMatch(reading))
        },
        ActionKeyword("replace-header", "<name> <regex> <replacement>", in: .all) {
            arguments,
            reading throws(Diagnostic) in
            try ValueReplacement(&arguments, reading, splits: false)
        },
        ActionKeyword("replace-value", "<name> <regex> <replacement>", in: .all) {
            arguments,
            reading throws(Diagnostic) in
            try ValueReplacement(&arguments, reading, splits: true)
        },
    ]
}

/// `set-header` and `add-header`.
private final class HeaderAction: RuleAction {
    private let name: LogFormat
    private let value: LogFormat
    private let change: @Sendable (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> HeadChange

    init(
        _ arguments: inout Arguments,
        _ reading: RuleReading,
        _ change:
            @escaping @Sendable (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> HeadChange
    ) throws(Diagnostic) {
        arguments.warnOfFraming(reading.tools)
        name = LogFormat(literal: try arguments.readHeaderName())
        value = try reading.format(try arguments.need("a value"))
        self.change = change
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let name = name.constant else { return .next }
        return run.change(by: value) { change(name, $0) }
    }
}

/// `del-header`.
private final class HeaderRemoval: RuleAction {
    private let match: HeaderMatch

    init(_ match: HeaderMatch) { self.match = match }

    func run(_ run: inout RuleRun) -> RuleOutcome { run.change(.remove(match)) }
}

/// `replace-header` and `replace-value`.
private final class ValueReplacement: RuleAction {
    private let name: LogFormat
    private let replacement: Replacement
    private let value: LogFormat
    /// Whether values between commas are looked at one by one.
    private let splits: Bool

    init(
        _ arguments: inout Arguments,
        _ reading: RuleReading,
        splits: Bool
    ) throws(Diagnostic) {
        name = LogFormat(literal: try arguments.readHeaderName())
        replacement = Replacement(try arguments.readExpression(), isGlobal: false)
        value = try reading.format(try arguments.need("a replacement"))
        self.splits = splits
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let name = name.constant else { return .next }
        var line = 0
        while let head = run.head, line < head.lineCount {
            defer { line += 1 }
            guard head.isNamed(line, name) else { continue }
            let outcome = splits ? changeItems(line, head, &run) : changeWhole(line, head, &run)
            if case .next = outcome { continue }
            return outcome
        }
        return .next
    }

    /// Replaces a value of which the expression matches a part: the replacement is all of the new one.
    private func changeWhole(
        _ line: Int,
        _ head: HeadView,
        _ run: inout RuleRun
    ) -> RuleOutcome {
        guard let value = replaced(head.value(line), &run) else { return .next }
        return run.change(.value(value, line: line))
    }

    private func changeItems(
        _ line: Int,
        _ head: HeadView,
        _ run: inout RuleRun
    ) -> RuleOutcome {
        let whole = head.value(line)
        var text: [UInt8] = []
        var hasChanged = false
        var start = 0
        while start <= whole.count {
            let end = whole.endOfItem(from: start)
            let item = UnsafeRawBufferPointer(rebasing: whole[start..<end])
            let trimmed = item.withoutBlanks
            if start > 0 { text.append(0x2C) }
            if let new = replaced(trimmed, &run) {
                hasChanged = true
                // As HAProxy, which takes the blanks behind a comma with the value.
                text += new
            } else {
                text += item
            }
            start = end + 1
        }
        guard hasChanged else { return .next }
        return text.withUnsafeBytes { run.change(.value($0, line: line)) }
    }

    private func replaced(
        _ value: UnsafeRawBufferPointer,
        _ run: inout RuleRun
    ) -> UnsafeRawBufferPointer? {
        let scratch = run.context.memory.matches
        guard let template = self.value.evaluate(&run.context),
            replacement.expression.matches(value, scratch: scratch)
        else { return nil }
        return Replacement.text(template, of: value, &run.context)
    }
}

extension HeadView {
    fileprivate func isNamed(_ line: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        let other = self.name(line)
        guard other.count == name.count else { return false }
        for index in 0..<name.count {
            let (left, right) = (other[index], name[index])
            if left == right { continue }
            guard left | 0x20 == right | 0x20, (left | 0x20) &- 0x61 < 26 else { return false }
        }
        return true
    }
}

extension UnsafeRawBufferPointer {
    /// Where an item of a list ends: at the next comma outside of quotes.
    fileprivate func endOfItem(from start: Int) -> Int {
        var position = start
        var isQuoted = false
        while position < count {
            if isQuoted, self[position] == 0x5C {
                position += 1
            } else if self[position] == 0x22 {
                isQuoted.toggle()
            } else if !isQuoted, self[position] == 0x2C {
                return position
            }
            position += 1
        }
        return count
    }

    fileprivate var withoutBlanks: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }
}

extension Arguments {
    mutating func readHeaderName() throws(Diagnostic) -> String {
        let word = try need("a header's name")
        let allowed: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                return true
            default: return "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        guard word.text.utf8.allSatisfy(allowed), !word.text.isEmpty else {
            throw Diagnostic("'\(word.text)' is not the name of a header", at: word.place)
        }
        return word.text
    }

    /// A regular expression, which compiles.
    mutating func readExpression() throws(Diagnostic) -> RegularExpression {
        let word = try need("a regular expression")
        return try word.expression()
    }

    fileprivate func warnOfFraming(_ tools: ReadingTools) {
        guard let word = upcoming,
            ["content-length", "transfer-encoding"].contains(word.text.lowercased())
        else { return }
        tools.warn(
            Diagnostic(
                "'\(keyword) \(word.text)' has no effect",
                at: word.place,
                hint: "the proxy itself says how a body ends, and no rule can",
                severity: .warning
            )
        )
    }

    fileprivate mutating func readHeaderMatch(
        _ reading: RuleReading
    ) throws(Diagnostic) -> HeaderMatch {
        let name = try need("a header's name")
        var method = MatchMethod.str
        if take("-m") {
            let word = try need("a match method")
            method = try word.choice(
                "match method",
                ["str": .str, "beg": .beg, "end": .end, "sub": .sub, "reg": .reg]
            )
        }
        guard method == .reg else { return HeaderMatch(LogFormat(literal: name.text), method) }
        let expression = Replacement(try name.expression(), isGlobal: false)
        return HeaderMatch(LogFormat(literal: name.text), .reg, expression)
    }
}

extension Word {
    /// The regular expression that the word is, for bytes.
    func expression() throws(Diagnostic) -> RegularExpression {
        do throws(RegularExpressionError) {
            return try RegularExpression(text, options: .bytes)
        } catch {
            throw Diagnostic(
                "the regular expression '\(text)' does not compile: \(error.message)",
                at: place
            )
        }
    }
}
