internal import Diagnostics

/// Parts of a text.
extension ConverterKeyword {
    static let pieces: [ConverterKeyword] = [
        ConverterKeyword(
            "field",
            .init(required: 2, .number, .text, .number),
            .str,
            .str,
            check: checkCount
        ) { input, arguments, _ in
            piece(input.bytes, arguments, TextPieces.field)
        },
        ConverterKeyword(
            "word",
            .init(required: 2, .number, .text, .number),
            .str,
            .str,
            check: checkCount
        ) { input, arguments, _ in
            piece(input.bytes, arguments, TextPieces.word)
        },
        ConverterKeyword(
            "bytes",
            .init(required: 1, .text, .text),
            .bin,
            .bin,
            check: { draft throws(Diagnostic) in
                try draft.readOperand(0)
                try draft.readOperand(1)
                if case .constant(let start) = draft.values[0], start.integer < 0 {
                    throw draft.error("expects a non-negative integer")
                }
                if draft.text(1) != nil, case .constant(let count) = draft.values[1],
                    count.integer <= 0
                {
                    throw draft.error("expects a positive integer")
                }
            },
            { input, arguments, context in
                guard let start = arguments.operand(0, &context), start >= 0 else { return nil }
                let bytes = input.bytes
                guard start < bytes.count else { return .binary(bytes.part(0..<0)) }
                let rest = bytes.part(Int(start)..<bytes.count)
                guard arguments.has(1) else { return .binary(rest) }
                guard let count = arguments.operand(1, &context), count >= 0 else { return nil }
                return .binary(rest.part(0..<Int(min(count, Int64(rest.count)))))
            }
        ),
        ConverterKeyword("param", .init(required: 1, .text, .text), .str, .str) {
            input,
            arguments,
            _ in
            let delimiter = arguments.text(1).first ?? 0x26
            return TextPieces.parameter(arguments.text(0), in: input.bytes, delimiter).map {
                .text($0)
            }
        },
        ConverterKeyword("cut_crlf", .none, .str, .str) { input, _, _ in
            let end = input.bytes.firstIndex { $0 == 0x0D || $0 == 0x0A } ?? input.bytes.count
            return .text(input.bytes.part(0..<end))
        },
        ConverterKeyword("ltrim", .init(required: 1, .text), .str, .str) { input, arguments, _ in
            let ends = arguments.text(0)
            let start = input.bytes.firstIndex { !ends.contains($0) } ?? input.bytes.count
            return .text(input.bytes.part(start..<input.bytes.count))
        },
        ConverterKeyword("rtrim", .init(required: 1, .text), .str, .str) { input, arguments, _ in
            let ends = arguments.text(0)
            let end = input.bytes.lastIndex { !ends.contains($0) }.map { $0 + 1 } ?? 0
            return .text(input.bytes.part(0..<end))
        },
    ]

    @Sendable
    private static func checkCount(_ draft: inout CallDraft) throws(Diagnostic) {
        if (draft.text(1) ?? "").isEmpty {
            throw draft.error("unexpected empty separators list")
        }
        if let count = try draft.number(2), count < 0 {
            throw draft.error("unexpected value for arg 3, it must be >= 0")
        }
    }

    private static func piece(
        _ text: UnsafeRawBufferPointer,
        _ arguments: ArgumentList,
        _ find: (UnsafeRawBufferPointer, Int64, Int64, UnsafeRawBufferPointer) -> Range<Int>?
    ) -> Sample? {
        let count = arguments.has(2) ? arguments.number(2) : 1
        return find(text, arguments.number(0), count, arguments.text(1)).map {
            .text(text.part($0))
        }
    }
}

/// Finds parts of texts, counted from one at the front and from minus one at the back.
enum TextPieces {
    /// Fields between delimiters, which may be empty; a count of zero takes all that follow.
    static func field(
        _ text: UnsafeRawBufferPointer,
        _ number: Int64,
        _ count: Int64,
        _ delimiters: UnsafeRawBufferPointer
    ) -> Range<Int>? {
        guard number != 0 else { return nil }
        var count = count
        let step = number > 0 ? 1 : -1
        var field = Int64(step)
        var start = number > 0 ? 0 : text.count
        var end = start
        // The range grows at its far side until it ends at a delimiter.
        while number > 0 ? end < text.count : start > 0 {
            let byte = number > 0 ? text[end] : text[start - 1]
            if delimiters.contains(byte) {
                if field != number {
                    if number > 0 { start = end + 1 } else { end = start - 1 }
                    field += Int64(step)
                } else if count == 1 {
                    return start..<end
                } else if count > 1 {
                    count -= 1
                }
            }
            if number > 0 { end += 1 } else { start -= 1 }
        }
        return field == number ? start..<max(start, end) : nil
    }

    /// Words, which are never empty.
    static func word(
        _ text: UnsafeRawBufferPointer,
        _ number: Int64,
        _ count: Int64,
        _ delimiters: UnsafeRawBufferPointer
    ) -> Range<Int>? {
        guard number != 0 else { return nil }
        var count = count
        let step: Int64 = number > 0 ? 1 : -1
        var word: Int64 = 0
        var isInWord = false
        var start = number > 0 ? 0 : text.count
        var end = start
        while number > 0 ? end < text.count : start > 0 {
            let isDelimiter = delimiters.contains(number > 0 ? text[end] : text[start - 1])
            if !isInWord {
                if !isDelimiter {
                    if word != number {
                        word += step
                        if number > 0 { start = end } else { end = start }
                    }
                    isInWord = true
                }
            } else if isDelimiter {
                if word == number {
                    if count == 1 { return start..<end }
                    if count > 1 { count -= 1 }
                }
                isInWord = false
            }
            if number > 0 { end += 1 } else { start -= 1 }
        }
        // As with HAProxy, a word that is not there is an empty text.
        return word == number ? start..<end : 0..<0
    }

    /// The value of a parameter in `a=1&b=2`; empty when it has none.
    static func parameter(
        _ name: UnsafeRawBufferPointer,
        in text: UnsafeRawBufferPointer,
        _ delimiter: UInt8
    ) -> UnsafeRawBufferPointer? {
        var position = 0
        while position < text.count {
            let end = text[position...].firstIndex(of: delimiter) ?? text.count
            let pair = text.part(position..<end)
            position = end + 1
            guard pair.holds(name, at: 0, ignoringCase: false) else { continue }
            if pair.count == name.count { return pair.part(0..<0) }
            if pair[name.count] == 0x3D { return pair.part((name.count + 1)..<pair.count) }
        }
        return nil
    }
}
