internal import Diagnostics

/// Texts for JSON, and values out of it.
extension ConverterKeyword {
    static let json: [ConverterKeyword] = [
        ConverterKeyword(
            "json",
            .init(required: 0, .text),
            .str,
            .str,
            check: { draft throws(Diagnostic) in
                let kinds = ["", "ascii", "utf8", "utf8s", "utf8p", "utf8ps"]
                guard let kind = kinds.firstIndex(of: draft.text(0) ?? "") else {
                    throw draft.error(
                        "Unexpected input code type",
                        expected: "ascii, utf8, utf8s, utf8p or utf8ps"
                    )
                }
                draft.set(0, number: Int64(kind))
            },
            { input, arguments, context in
                escaped(input.bytes, kind: arguments.number(0), &context).map { .text($0) }
            }
        ),
        ConverterKeyword(
            "json_query",
            .init(required: 1, .text, .text),
            .str,
            .any,
            check: { draft throws(Diagnostic) in
                if (draft.text(0) ?? "").isEmpty {
                    throw draft.error("json_path must not be empty")
                }
                if let type = draft.text(1), type != "int", !type.isEmpty {
                    throw draft.error("output_type only supports \"int\" as argument")
                }
            },
            { input, arguments, context in
                JSONQuery.value(
                    at: arguments.text(0),
                    in: input.bytes,
                    asInteger: !arguments.text(1).isEmpty,
                    &context.arena
                )
            }
        ),
    ]

    private static func escaped(
        _ text: UnsafeRawBufferPointer,
        kind: Int64,
        _ context: inout SampleContext
    ) -> UnsafeRawBufferPointer? {
        var writer = ArenaWriter(&context.arena, limit: 16_384)
        var index = 0
        while index < text.count {
            var code = UInt32(text[index])
            if kind <= 1 {
                index += 1
            } else {
                let (decoded, length) = decode(text, index)
                index += length
                guard let decoded, decoded <= 0xFFFF else {
                    // `utf8` and `utf8p` fail, the others leave it out.
                    if kind == 2 || kind == 4 { return nil }
                    continue
                }
                code = decoded
            }
            write(code, &writer)
        }
        return writer.hasOverflowed ? nil : writer.finish(&context.arena)
    }

    private static func write(_ code: UInt32, _ writer: inout ArenaWriter) {
        switch code {
        case 0x22: writer.write("\\\"")
        case 0x5C: writer.write("\\\\")
        case 0x2F: writer.write("\\/")
        case 0x08: writer.write("\\b")
        case 0x0C: writer.write("\\f")
        case 0x0D: writer.write("\\r")
        case 0x0A: writer.write("\\n")
        case 0x09: writer.write("\\t")
        case 0x20...0x7E: writer.write(UInt8(code))
        default:
            writer.write("\\u")
            writer.write(lowerHexadecimal: UInt8(truncatingIfNeeded: code >> 8))
            writer.write(lowerHexadecimal: UInt8(truncatingIfNeeded: code))
        }
    }

    /// The character at a place and how many bytes it takes; nil for what is no UTF-8.
    private static func decode(_ text: UnsafeRawBufferPointer, _ start: Int) -> (UInt32?, Int) {
        let first = text[start]
        if first < 0x80 { return (UInt32(first), 1) }
        let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0
        guard count > 0, start + count <= text.count else { return (nil, 1) }
        var code = UInt32(first) & (0x7F >> UInt32(count))
        for offset in 1..<count {
            let byte = text[start + offset]
            guard byte & 0xC0 == 0x80 else { return (nil, offset) }
            code = code << 6 | UInt32(byte & 0x3F)
        }
        return (code, count)
    }
}
