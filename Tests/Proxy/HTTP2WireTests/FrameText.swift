/// Frames written by hand, as no honest peer would.
enum FrameText {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    static func frame(
        _ kind: UInt8,
        flags: UInt8 = 0,
        stream: UInt32 = 0,
        _ payload: [UInt8] = []
    ) -> [UInt8] {
        [
            UInt8(payload.count >> 16 & 0xFF), UInt8(payload.count >> 8 & 0xFF),
            UInt8(payload.count & 0xFF), kind, flags,
        ] + number(stream) + payload
    }

    static func number(_ value: UInt32) -> [UInt8] {
        [
            UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF),
            UInt8(value & 0xFF),
        ]
    }

    static func data(
        _ stream: UInt32,
        _ payload: [UInt8],
        ends: Bool = false
    ) -> [UInt8] {
        frame(0, flags: ends ? 1 : 0, stream: stream, payload)
    }

    static func headers(
        _ stream: UInt32,
        _ block: [UInt8],
        ends: Bool = true,
        isWhole: Bool = true
    ) -> [UInt8] {
        frame(1, flags: (ends ? 1 : 0) | (isWhole ? 4 : 0), stream: stream, block)
    }

    static func continuation(_ stream: UInt32, _ block: [UInt8], isWhole: Bool) -> [UInt8] {
        frame(9, flags: isWhole ? 4 : 0, stream: stream, block)
    }

    static func reset(_ stream: UInt32, _ code: UInt32 = 8) -> [UInt8] {
        frame(3, stream: stream, number(code))
    }

    static func settings(_ values: [(UInt16, UInt32)] = []) -> [UInt8] {
        frame(4, values.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] + number($1) })
    }

    static let settingsAcknowledgement = frame(4, flags: 1)

    static func ping(_ text: String = "12345678", flags: UInt8 = 0) -> [UInt8] {
        frame(6, flags: flags, Array(text.utf8))
    }

    static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
        frame(8, stream: stream, number(increment))
    }

    /// A block of fields that names nothing by number.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + text($0) + text($1) }
    }

    private static func text(_ text: String) -> [UInt8] {
        length(text.utf8.count) + Array(text.utf8)
    }

    private static func length(_ count: Int) -> [UInt8] {
        guard count >= 127 else { return [UInt8(count)] }
        var rest = count - 127
        var bytes: [UInt8] = [127]
        while rest >= 128 {
            bytes.append(UInt8(rest % 128) | 128)
            rest /= 128
        }
        return bytes + [UInt8(rest)]
    }

    /// A plain request for a path.
    static func request(_ path: String = "/", method: String = "GET") -> [UInt8] {
        block([
            (":method", method), (":scheme", "https"), (":authority", "example.test"),
            (":path", path),
        ])
    }
}
