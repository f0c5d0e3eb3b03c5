internal import Diagnostics
public import RegularExpressions

/// Texts with what an expression matches replaced.
extension ConverterKeyword {
    static let replacements: [ConverterKeyword] = [
        ConverterKeyword(
            "regsub",
            .init(required: 2, .expression, .text, .text),
            .str,
            .str,
            check: { draft throws(Diagnostic) in
                let flags = draft.text(2) ?? ""
                guard flags.allSatisfy({ $0 == "i" || $0 == "g" }) else {
                    throw draft.error("invalid regex flag '\(flags)'", expected: "'i' or 'g'")
                }
                let expression: RegularExpression
                do throws(RegularExpressionError) {
                    expression = try RegularExpression(
                        draft.text(0) ?? "",
                        options: flags.contains("i") ? [.bytes, .caseInsensitive] : .bytes
                    )
                } catch {
                    throw draft.error(
                        "the regular expression '\(draft.text(0) ?? "")' does not compile: "
                            + error.message
                    )
                }
                let isGlobal = flags.contains("g")
                draft.set(0, object: Replacement(expression, isGlobal: isGlobal))
            },
            { input, arguments, context in
                guard let replacement = arguments.object(0, as: Replacement.self) else {
                    return nil
                }
                return replacement.replacing(in: input.bytes, by: arguments.text(1), &context)
                    .map { .text($0) }
            }
        )
    ]
}

/// Replaces what an expression matches by a text with `\1` and `\x41` in it.
public final class Replacement: Sendable {
    /// What is looked for.
    public let expression: RegularExpression
    /// Whether every match is replaced.
    public let isGlobal: Bool

    /// Replaces the first match, or all.
    public init(_ expression: RegularExpression, isGlobal: Bool) {
        self.expression = expression
        self.isGlobal = isGlobal
    }

    /// The text with its matches replaced; the text itself when there are none.
    func replacing(
        in text: UnsafeRawBufferPointer,
        by template: UnsafeRawBufferPointer,
        _ context: inout SampleContext
    ) -> UnsafeRawBufferPointer? {
        let scratch = context.memory.matches
        var writer = ArenaWriter(&context.arena, limit: 16_384)
        var start = 0
        var isFirst = true
        while true {
            let rest = text.part(start..<text.count)
            let matches =
                isFirst
                ? expression.matches(rest, scratch: scratch)
                : isGlobal && expression.matches(continuing: rest, scratch: scratch)
            guard matches, let found = scratch.range(ofGroup: 0) else {
                writer.write(rest)
                break
            }
            writer.write(rest.part(0..<found.lowerBound))
            Self.write(template, of: rest, scratch, &writer)
            if start >= text.count { break }
            var end = found.upperBound
            // An empty match stands before a byte, which passes.
            if end == 0 {
                writer.write(rest[0])
                end = 1
            }
            start += end
            isFirst = false
        }
        return writer.finish(&context.arena)
    }

    /// A template with the groups of the last match put in.
    public static func text(
        _ template: UnsafeRawBufferPointer,
        of subject: UnsafeRawBufferPointer,
        _ context: inout SampleContext
    ) -> UnsafeRawBufferPointer? {
        var writer = ArenaWriter(&context.arena, limit: 16_384)
        write(template, of: subject, context.memory.matches, &writer)
        return writer.hasOverflowed ? nil : writer.finish(&context.arena)
    }

    private static func write(
        _ template: UnsafeRawBufferPointer,
        of subject: UnsafeRawBufferPointer,
        _ scratch: MatchScratch,
        _ writer: inout ArenaWriter
    ) {
        var index = 0
        while index < template.count {
            let byte = template[index]
            index += 1
            guard byte == 0x5C, index < template.count else {
                writer.write(byte)
                continue
            }
            let escaped = template[index]
            index += 1
            if escaped &- 0x30 < 10 {
                if let range = scratch.range(ofGroup: Int(escaped - 0x30)) {
                    writer.write(subject.part(range))
                }
            } else if escaped == 0x78, index + 1 < template.count,
                let high = hexadecimalDigit(template[index]),
                let low = hexadecimalDigit(template[index + 1])
            {
                writer.write(high << 4 | low)
                index += 2
            } else {
                writer.write(escaped)
            }
        }
    }
}
