internal import Diagnostics

/// Groups of bytes as numbers, control characters.
extension ConverterKeyword {
    static let numbersOfBytes: [ConverterKeyword] = [
        decimal("be2dec", isBigEndian: true), decimal("le2dec", isBigEndian: false),
        ConverterKeyword(
            "be2hex",
            .init(required: 1, .text, .number, .number),
            .bin,
            .str,
            check: { draft throws(Diagnostic) in
                let size = try draft.number(1) ?? 0
                let cut = try draft.number(2) ?? 0
                if size <= 0, !(draft.text(0) ?? "").isEmpty || cut != 0 {
                    throw draft.error("chunk_size needs to be positive (\(size))")
                }
                try checkCut(draft)
            },
            { input, arguments, context in
                let isWhole = arguments.text(0).isEmpty && arguments.number(2) == 0
                let size = isWhole ? input.bytes.count : Int(clamping: arguments.number(1))
                return grouped(input.bytes, size, arguments, &context) { writer, group in
                    for byte in group { writer.write(hexadecimal: byte) }
                }
            }
        ),
        ConverterKeyword(
            "has_ctl",
            .init(required: 0, .text),
            .bin,
            .bool,
            check: { draft throws(Diagnostic) in draft.set(0, number: try controls(draft)) },
            { input, arguments, _ in
                let mask = UInt64(bitPattern: arguments.number(0))
                return .bool(
                    input.bytes.contains { byte in
                        byte < 0x20 && mask >> UInt64(byte) & 1 != 0
                            || byte == 0x7F && mask >> 32 & 1 != 0
                    }
                )
            }
        ),
    ]

    private static func decimal(_ name: String, isBigEndian: Bool) -> ConverterKeyword {
        ConverterKeyword(
            name,
            .init(required: 1, .text, .number, .number),
            .bin,
            .str,
            check: { draft throws(Diagnostic) in
                let size = try draft.number(1) ?? 0
                guard (1...8).contains(size) else {
                    throw draft.error("chunk_size out of [1..8] range (\(size))")
                }
                try checkCut(draft)
            },
            { input, arguments, context in
                let size = Int(clamping: arguments.number(1))
                return grouped(input.bytes, size, arguments, &context) { writer, group in
                    var number: UInt64 = 0
                    for (index, byte) in group.enumerated() {
                        number =
                            isBigEndian
                            ? number << 8 | UInt64(byte)
                            : number | UInt64(byte) << UInt64(index * 8)
                    }
                    var text = String(number)
                    text.withUTF8 { writer.write(UnsafeRawBufferPointer($0)) }
                }
            }
        )
    }

    private static func checkCut(_ draft: CallDraft) throws(Diagnostic) {
        let cut = try draft.number(2) ?? 0
        if cut != 0 && cut != 1 { throw draft.error("Unsupported truncate value (\(cut))") }
    }

    /// Groups of bytes with a separator between; an incomplete one at the end is left out on demand.
    private static func grouped(
        _ bytes: UnsafeRawBufferPointer,
        _ size: Int,
        _ arguments: ArgumentList,
        _ context: inout SampleContext,
        _ write: (inout ArenaWriter, UnsafeRawBufferPointer) -> Void
    ) -> Sample? {
        var writer = ArenaWriter(&context.arena, limit: 16_384)
        let last = arguments.number(2) != 0 ? bytes.count - size + 1 : bytes.count
        var position = 0
        while position < last, size > 0 {
            if position > 0 { writer.write(arguments.text(0)) }
            let end = min(position + size, bytes.count)
            write(&writer, bytes.part(position..<end))
            position = end
        }
        return .text(writer.finish(&context.arena))
    }

    /// The control characters to look for: all, or single ones and ranges as `0-31,127`.
    private static func controls(_ draft: CallDraft) throws(Diagnostic) -> Int64 {
        guard let text = draft.text(0), !text.isEmpty else { return 0x1_FFFF_FFFF }
        var mask: Int64 = 0
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
                ends.count <= 2
            else { throw draft.error("'\(part)' is no range of characters") }
            for code in first...last {
                switch code {
                case 0..<32: mask |= 1 << Int64(code)
                case 127: mask |= 1 << 32
                default: throw draft.error("\(code) is no control character")
                }
            }
        }
        return mask
    }
}
