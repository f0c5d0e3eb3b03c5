public import Diagnostics

/// Reads formats for one place of a configuration.
public struct LogFormatReader {
    private let samples: SampleReader
    private let usage: LogUsage

    /// A reader for formats that are evaluated at one of some points.
    public init(_ tools: SampleTools, at points: [SamplePoint], for usage: LogUsage) {
        samples = SampleReader(tools, at: points)
        self.usage = usage
    }

    private enum Draft {
        case literal(Range<Int>)
        case separator
        case expression(SampleExpression, LogOptions)
        case alias(LogAlias, LogOptions)
    }

    /// What was read so far.
    private struct Reading {
        var drafts: [Draft] = []
        var constants: [UInt8] = []
        var position = 0
        /// The options of what does not say its own.
        var options: LogOptions
        var literalStart = 0

        /// Ends the literal that stands at the end of the constants.
        mutating func finishLiteral() {
            if constants.count > literalStart {
                drafts.append(.literal(literalStart..<constants.count))
            }
            literalStart = constants.count
        }
    }

    /// The format that a text describes.
    public func format(_ text: String, at place: SourcePlace?) throws(Diagnostic) -> LogFormat {
        let bytes = Array(text.utf8)
        var reading = Reading(options: usage.options)
        while reading.position < bytes.count {
            let byte = bytes[reading.position]
            reading.position += 1
            if byte == 0x25 {
                try readPercent(bytes, &reading, place)
            } else if byte == 0x20, usage == .log {
                reading.finishLiteral()
                reading.drafts.append(.separator)
            } else {
                reading.constants.append(byte)
            }
        }
        reading.finishLiteral()
        let drafts = reading.drafts
        return LogFormat(text: text, usage: usage, constants: reading.constants) { memory in
            drafts.map { draft in
                switch draft {
                case .literal(let range):
                    .literal(UnsafeRawBufferPointer(rebasing: memory[range]))
                case .separator: .separator
                case .expression(let expression, let options): .expression(expression, options)
                case .alias(let alias, let options): .alias(alias, options)
                }
            }
        }
    }

    /// What follows a percent sign.
    private func readPercent(
        _ bytes: [UInt8],
        _ reading: inout Reading,
        _ place: SourcePlace?
    ) throws(Diagnostic) {
        func upcoming() -> UInt8? { reading.position < bytes.count ? bytes[reading.position] : nil }
        if upcoming() == 0x25 {
            reading.constants.append(0x25)
            reading.position += 1
            return
        }
        var options = reading.options
        if upcoming() == 0x7B {
            guard let close = bytes[reading.position...].firstIndex(of: 0x7D) else {
                throw truncated(bytes, place)
            }
            let words = String(decoding: bytes[(reading.position + 1)..<close], as: UTF8.self)
            options = try Self.changed(options, by: words, place)
            reading.position = close + 1
            let next = upcoming()
            guard next == 0x5B || next.map(Self.isNameByte) == true else {
                throw Diagnostic(
                    "parse argument modifier without alias name near '%{\(words)}'",
                    at: place
                )
            }
        }
        guard let next = upcoming() else { throw truncated(bytes, place) }
        if next == 0x5B {
            try readExpression(bytes, &reading, options, place)
        } else if Self.isNameByte(next), !(next &- 0x30 < 10) {
            try readAlias(bytes, &reading, options, place)
        } else if next &- 0x30 < 10 || next == 0x20 || next == 0x09 {
            throw Diagnostic(
                "unexpected alias name near '\(Character(Unicode.Scalar(next)))'",
                at: place,
                hint: "write '%%' for a single percent sign"
            )
        }
    }

    private func truncated(_ bytes: [UInt8], _ place: SourcePlace?) -> Diagnostic {
        Diagnostic(
            "the format '\(String(decoding: bytes, as: UTF8.self))' ends after '%'",
            at: place,
            expected: "%[expression], an alias as %ci, or %% for a percent sign"
        )
    }

    private func readExpression(
        _ bytes: [UInt8],
        _ reading: inout Reading,
        _ options: LogOptions,
        _ place: SourcePlace?
    ) throws(Diagnostic) {
        var scanner = CallScanner(bytes, from: reading.position + 1, at: place)
        let expression = try samples.expression(&scanner)
        guard scanner.take(0x5D) else {
            let found = scanner.upcoming.map { "'\(Character(Unicode.Scalar($0)))'" }
            throw Diagnostic(
                found.map { "expected ']' after '\(expression.text)', but found \($0)" }
                    ?? "the expression after '%[' is never closed",
                at: place,
                expected: "']'"
            )
        }
        try samples.checkAvailable(expression, at: place)
        reading.position = scanner.position
        reading.finishLiteral()
        reading.drafts.append(.expression(expression, options))
    }

    private func readAlias(
        _ bytes: [UInt8],
        _ reading: inout Reading,
        _ options: LogOptions,
        _ place: SourcePlace?
    ) throws(Diagnostic) {
        let start = reading.position
        while reading.position < bytes.count, Self.isNameByte(bytes[reading.position]) {
            reading.position += 1
        }
        let name = String(decoding: bytes[start..<reading.position], as: UTF8.self)
        if name == "o" {
            reading.options = options
            return
        }
        guard let alias = LogAlias.byName[name] else {
            throw .unknown(
                "log variable",
                "%\(name)",
                among: LogAlias.byName.keys.map { "%\($0)" },
                at: place,
                hint: "write '%%' for a single percent sign"
            )
        }
        reading.finishLiteral()
        reading.drafts.append(.alias(alias, options))
    }

    private static func changed(
        _ options: LogOptions,
        by words: String,
        _ place: SourcePlace?
    ) throws(Diagnostic) -> LogOptions {
        let known: [String: LogOptions] = [
            "Q": .quoted, "X": .hexadecimal, "E": .escaped, "M": .mandatory,
        ]
        var options = options
        for word in words.split(separator: ",") {
            guard word.hasPrefix("+") || word.hasPrefix("-"),
                let option = known[String(word.dropFirst())]
            else {
                throw .unknown(
                    "format flag",
                    String(word),
                    among: known.keys.flatMap { ["+\($0)", "-\($0)"] },
                    at: place
                )
            }
            if word.hasPrefix("+") { options.insert(option) } else { options.remove(option) }
        }
        return options
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte &- 0x41 < 26 || byte &- 0x61 < 26
    }
}
