internal import Diagnostics

/// Other spellings of the same bytes.
extension ConverterKeyword {
    static let encodings: [ConverterKeyword] = [
        ConverterKeyword("base64", .none, .bin, .str) { input, _, context in
            Base64Text.encode(input.bytes, .standard, &context.arena).map { .text($0) }
        },
        ConverterKeyword("ub64enc", .none, .bin, .str) { input, _, context in
            Base64Text.encode(input.bytes, .url, &context.arena).map { .text($0) }
        },
        ConverterKeyword("b64dec", .none, .str, .bin) { input, _, context in
            Base64Text.decode(input.bytes, .standard, &context.arena).map { .binary($0) }
        },
        ConverterKeyword("ub64dec", .none, .str, .bin) { input, _, context in
            Base64Text.decode(input.bytes, .url, &context.arena).map { .binary($0) }
        },
        ConverterKeyword("hex", .none, .bin, .str) { input, _, context in
            var writer = ArenaWriter(&context.arena, limit: input.bytes.count * 2)
            for byte in input.bytes { writer.write(hexadecimal: byte) }
            return .text(writer.finish(&context.arena))
        },
        ConverterKeyword("base2", .none, .bin, .str) { input, _, context in
            var writer = ArenaWriter(&context.arena, limit: input.bytes.count * 8)
            for byte in input.bytes {
                for bit in (0..<8).reversed() { writer.write(0x30 + (byte >> bit & 1)) }
            }
            return .text(writer.finish(&context.arena))
        },
        ConverterKeyword("hex2i", .none, .str, .sint) { input, _, _ in
            var number: UInt64 = 0
            for byte in input.bytes {
                guard let digit = hexadecimalDigit(byte) else { return nil }
                number = number &<< 4 &+ UInt64(digit)
            }
            return .integer(Int64(bitPattern: number))
        },
        ConverterKeyword("url_dec", .init(required: 0, .number), .str, .str) {
            input,
            arguments,
            context in
            decoded(input.bytes, isForm: arguments.number(0) != 0, &context.arena).map { .text($0) }
        },
        ConverterKeyword(
            "url_enc",
            .init(required: 0, .text),
            .str,
            .str,
            check: { draft throws(Diagnostic) in
                if let kind = draft.text(0), kind != "query", !kind.isEmpty {
                    throw draft.error("Unexpected encode type", expected: "query")
                }
            },
            { input, _, context in
                var writer = ArenaWriter(&context.arena, limit: input.bytes.count * 3)
                for byte in input.bytes {
                    if isUnreserved(byte) {
                        writer.write(byte)
                    } else {
                        writer.write(0x25)
                        writer.write(hexadecimal: byte)
                    }
                }
                return .text(writer.finish(&context.arena))
            }
        ),
        ConverterKeyword("htonl", .none, .sint, .bin) { input, _, context in
            guard let word = context.arena.take(4) else { return nil }
            let number = UInt32(truncatingIfNeeded: input.integer)
            word.storeBytes(of: number.bigEndian, as: UInt32.self)
            return .binary(UnsafeRawBufferPointer(word))
        },
    ]

    /// Percent signs decoded; plus signs too in a form, or after a question mark.
    private static func decoded(
        _ text: UnsafeRawBufferPointer,
        isForm: Bool,
        _ arena: inout SampleArena
    ) -> UnsafeRawBufferPointer? {
        var isForm = isForm
        return arena.fill(atMost: text.count) { space in
            var count = 0
            var index = 0
            while index < text.count, text[index] != 0 {
                var byte = text[index]
                if byte == 0x2B, isForm {
                    byte = 0x20
                } else if byte == 0x25 {
                    guard index + 2 < text.count, let high = hexadecimalDigit(text[index + 1]),
                        let low = hexadecimalDigit(text[index + 2])
                    else { return nil }
                    byte = high << 4 | low
                    index += 2
                } else if byte == 0x3F {
                    isForm = true
                }
                space[count] = byte
                count += 1
                index += 1
            }
            return count
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
