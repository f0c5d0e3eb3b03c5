internal import Diagnostics

/// Bytes of a message, as far as they have come, where nothing is known of them.
///
/// What cannot tell yet says so (`SampleContext.mayChange`), and a rule that may wait asks again.
extension FetchKeyword {
    static let payloads: [FetchKeyword] =
        ["req.len", "req_len"].map { length($0, .requestBytes) }
        + [length("res.len", .responseBytes)]
        + [
            payload("req.payload", .requestBytes), payload("res.payload", .responseBytes),
            payload("payload", [.requestBytes, .responseBytes]),
            measuredPayload("req.payload_lv", .requestBytes),
            measuredPayload("res.payload_lv", .responseBytes),
            measuredPayload("payload_lv", [.requestBytes, .responseBytes]),
            distribution("distcc_param", .sint) { part, _ in .integer(Int64(part.parameter)) },
            distribution("distcc_body", .bin) { part, bytes in .binary(bytes.part(part.body)) },
        ]

    private static func length(_ name: String, _ sources: SampleSources) -> FetchKeyword {
        FetchKeyword(name, .none, .sint, sources) { _, context in
            guard let bytes = context.bytes else { return nil }
            context.mayChange = true
            return .integer(bytes.bytes.count)
        }
    }

    /// So many bytes from an offset on; all that there are when the number is 0.
    private static func payload(_ name: String, _ sources: SampleSources) -> FetchKeyword {
        FetchKeyword(
            name,
            .init(required: 2, .number, .number),
            .bin,
            sources,
            check: { draft throws(Diagnostic) in
                guard try draft.number(0) ?? 0 >= 0, try draft.number(1) ?? 0 >= 0 else {
                    throw draft.error("offset and length must not be negative")
                }
            },
            { arguments, context in
                guard let (bytes, limit) = context.rawBytes else { return nil }
                let (offset, count) = (arguments.number(0), arguments.number(1))
                guard count <= Int64(limit), offset <= Int64(limit) - count else { return nil }
                let (start, length) = (Int(offset), Int(count))
                guard start + length <= bytes.count else {
                    context.mayChange = true
                    return nil
                }
                if length == 0 { context.mayChange = true }
                return .binary(bytes.part(start..<(length == 0 ? bytes.count : start + length)))
            }
        )
    }

    /// Bytes whose number stands before them.
    private static func measuredPayload(_ name: String, _ sources: SampleSources) -> FetchKeyword {
        FetchKeyword(
            name,
            .init(required: 2, .number, .number, .text),
            .bin,
            sources,
            check: checkMeasured,
            { arguments, context in
                guard let (bytes, limit) = context.rawBytes else { return nil }
                let end = Int(arguments.number(0) + arguments.number(1))
                guard end <= bytes.count else {
                    context.mayChange = true
                    return nil
                }
                var count = 0
                for index in Int(arguments.number(0))..<end {
                    count = (count << 8 | Int(bytes[index])) & 0xFFFF_FFFF
                }
                let start = arguments.has(2) ? Int(arguments.number(2)) : end
                let from = arguments.number(3) == 1 ? end + start : start
                guard count > 0, count <= limit, from >= 0, from <= limit - count else {
                    return nil
                }
                guard from + count <= bytes.count else {
                    context.mayChange = true
                    return nil
                }
                return .binary(bytes.part(from..<(from + count)))
            }
        )
    }

    @Sendable
    private static func checkMeasured(_ draft: inout CallDraft) throws(Diagnostic) {
        let offset = try draft.number(0) ?? 0
        let length = try draft.number(1) ?? 0
        guard (0...Int64(Int32.max)).contains(offset) else {
            throw draft.error("payload offset1 must be positive")
        }
        guard (1...Int64(Int32.max)).contains(length) else {
            throw draft.error("payload length must be > 0")
        }
        guard let text = draft.text(2), !text.isEmpty else { return }
        guard let second = try draft.number(2), abs(second) <= Int64(Int32.max) else {
            throw draft.error("payload offset2 is not a number")
        }
        guard offset + length + second >= 0 else {
            throw draft.error("payload offset2 too negative")
        }
        draft.set(2, number: second)
        draft.set(3, number: text.hasPrefix("+") || text.hasPrefix("-") ? 1 : 0)
    }

    /// A part of what distcc sends: a name of four letters, a number in hexadecimal digits, and for some
    /// names as many bytes.
    private static func distribution(
        _ name: String,
        _ output: SampleType,
        _ make: @escaping @Sendable (DistributionPart, UnsafeRawBufferPointer) -> Sample
    ) -> FetchKeyword {
        FetchKeyword(
            name,
            .init(required: 1, .text, .number),
            output,
            [.requestBytes, .responseBytes],
            check: { draft throws(Diagnostic) in
                guard draft.text(0)?.utf8.count == 4 else {
                    throw draft.error("token name must be exactly 4 characters")
                }
            },
            { arguments, context in
                guard let (bytes, limit) = context.rawBytes else { return nil }
                var parts = DistributionParts(bytes, limit: limit)
                var number: Int64 = 0
                while let part = parts.next() {
                    guard bytes.part(part.name).elementsEqual(arguments.text(0)) else { continue }
                    number += 1
                    if arguments.number(1) == 0 || arguments.number(1) == number {
                        return make(part, bytes)
                    }
                }
                context.mayChange = parts.endsEarly
                return nil
            }
        )
    }
}

/// One part of what distcc sends.
struct DistributionPart {
    let name: Range<Int>
    let parameter: UInt32
    let body: Range<Int>
}

/// The parts of what distcc sends, one after the other.
private struct DistributionParts {
    private static let withoutBody = ["ARGC", "DIST", "NFIL", "STAT", "DONE"]

    private let bytes: UnsafeRawBufferPointer
    private let limit: Int
    private var position = 0
    /// Whether the end came where more may follow.
    private(set) var endsEarly = false

    init(_ bytes: UnsafeRawBufferPointer, limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    mutating func next() -> DistributionPart? {
        let start = position
        guard start + 12 <= bytes.count else {
            endsEarly = start + 12 <= limit
            return nil
        }
        var parameter: UInt32 = 0
        for byte in bytes.part((start + 4)..<(start + 12)) {
            guard let digit = hexadecimalDigit(byte) else { return nil }
            parameter = parameter << 4 | UInt32(digit)
        }
        let name = start..<(start + 4)
        let hasBody = !Self.withoutBody.contains { bytes.part(name).elementsEqual($0.utf8) }
        let end = start + 12 + (hasBody ? Int(parameter) : 0)
        // Behind a body that is not whole there is nothing to find.
        position = end <= bytes.count ? end : limit + 1
        return DistributionPart(
            name: name,
            parameter: parameter,
            body: (start + 12)..<min(end, bytes.count)
        )
    }
}

extension SampleContext {
    /// The bytes where they are the message itself.
    var rawBytes: (bytes: UnsafeRawBufferPointer, limit: Int)? {
        guard let bytes, bytes.isRaw else { return nil }
        return (bytes.bytes, bytes.limit)
    }
}
