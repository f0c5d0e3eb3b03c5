internal import Diagnostics

/// The bytes of a connection before a protocol is read out of them.
extension FetchKeyword {
    static let payloads: [FetchKeyword] =
        payload("req.", .requestBytes, .requestBytes)
        + payload("res.", .responseBytes, .responseBytes)
        + [
            FetchKeyword("req_len", .none, .sint, .requestBytes) { _, context in
                context.fact(.requestBytes).map { .integer($0.bytes.count) }
            }
        ]

    private static func payload(
        _ prefix: String,
        _ sources: SampleSources,
        _ fact: StreamFact
    ) -> [FetchKeyword] {
        [
            FetchKeyword("\(prefix)len", .none, .sint, sources) { _, context in
                context.fact(fact).map { .integer($0.bytes.count) }
            },
            FetchKeyword("\(prefix)payload", .init(required: 2, .number, .number), .bin, sources) {
                arguments,
                context in
                guard let bytes = context.fact(fact)?.bytes else { return nil }
                let offset = Int(clamping: arguments.number(0))
                let count = Int(clamping: arguments.number(1))
                guard offset >= 0, count >= 0, offset <= bytes.count else { return nil }
                // A length of zero takes all that is there.
                if count == 0 { return .binary(bytes.part(offset..<bytes.count)) }
                guard count <= bytes.count - offset else { return nil }
                return .binary(bytes.part(offset..<(offset + count)))
            },
            FetchKeyword(
                "\(prefix)payload_lv",
                .init(required: 2, .number, .number, .text),
                .bin,
                sources,
                check: checkLength
            ) { arguments, context in
                guard let bytes = context.fact(fact)?.bytes else { return nil }
                return counted(arguments, bytes)
            },
        ]
    }

    @Sendable
    private static func checkLength(_ draft: inout CallDraft) throws(Diagnostic) {
        let count = try draft.number(1) ?? 0
        guard (1...8).contains(count) else {
            throw draft.error("the length's size must be from 1 to 8 bytes")
        }
        guard let text = draft.text(2) else { return }
        // `+2` and `-2` count from behind the length, `2` from the start.
        guard let offset = Int64(text.hasPrefix("+") ? String(text.dropFirst()) : text) else {
            throw draft.error("'\(text)' is not an offset")
        }
        let isRelative = text.hasPrefix("+") || text.hasPrefix("-")
        draft.set(2, number: offset &* 2 &+ (isRelative ? 1 : 0))
    }

    /// Bytes whose count stands before them.
    private static func counted(
        _ arguments: ArgumentList,
        _ bytes: UnsafeRawBufferPointer
    ) -> Sample? {
        let offset = Int(clamping: arguments.number(0))
        let size = Int(clamping: arguments.number(1))
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        var count: UInt64 = 0
        for index in offset..<(offset + size) { count = count << 8 | UInt64(bytes[index]) }
        var start = offset + size
        if arguments.has(2) {
            let coded = Int(clamping: arguments.number(2))
            start = coded & 1 != 0 ? start + (coded >> 1) : coded >> 1
        }
        guard start >= 0, count > 0, count <= UInt64(bytes.count), start <= bytes.count - Int(count)
        else { return nil }
        return .binary(bytes.part(start..<(start + Int(count))))
    }
}
