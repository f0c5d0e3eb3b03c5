/// One frame of a WebSocket, RFC 6455 section 5.
public struct WebSocketFrame: Hashable, Sendable {
    /// What a frame carries.
    public enum Kind: UInt8, Sendable {
        /// More of the message before.
        case continuation = 0
        /// Text in UTF-8.
        case text = 1
        /// Bytes.
        case binary = 2
        /// The connection is to end.
        case close = 8
        /// Asks for a pong.
        case ping = 9
        /// Answers a ping.
        case pong = 10
    }

    /// What it carries.
    public var kind: Kind
    /// Whether the message ends with it.
    public var isFinal: Bool
    /// The bytes, unmasked.
    public var payload: [UInt8]

    /// A frame.
    public init(_ kind: Kind, _ payload: some Collection<UInt8>, isFinal: Bool = true) {
        self.kind = kind
        self.isFinal = isFinal
        self.payload = Array(payload)
    }

    /// The bytes to send; clients give a mask of four random bytes, servers none.
    public func serialized(mask: [UInt8]? = nil) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | kind.rawValue]
        let masked: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case 0..<126:
            bytes.append(masked | UInt8(payload.count))
        case 126..<65_536:
            bytes += [masked | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(masked | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: payload.count >> shift))
            }
        }
        guard let mask, mask.count == 4 else { return bytes + payload }
        bytes += mask
        bytes.reserveCapacity(bytes.count + payload.count)
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index & 3]) }
        return bytes
    }
}

/// Reads frames out of bytes as they arrive.
public struct WebSocketFrameReader: Sendable {
    /// Why the bytes are no frames.
    public enum Fault: Error, Sendable {
        /// An opcode or reserved bit that was not agreed on.
        case opcode
        /// A payload above the limit.
        case tooLarge
    }

    private var pending: [UInt8] = []
    private let payloadLimit: Int

    /// Reads frames up to that payload size.
    public init(payloadLimit: Int = 64 << 20) {
        self.payloadLimit = payloadLimit
    }

    /// Adds bytes that arrived.
    public mutating func push(_ bytes: some Collection<UInt8>) {
        pending += bytes
    }

    /// The next whole frame, or nil until more arrives.
    public mutating func next() throws(Fault) -> WebSocketFrame? {
        guard pending.count >= 2 else { return nil }
        guard pending[0] & 0x70 == 0, let kind = WebSocketFrame.Kind(rawValue: pending[0] & 0x0F)
        else { throw .opcode }
        let isMasked = pending[1] & 0x80 != 0
        var position = 2
        var count = Int(pending[1] & 0x7F)
        let extra = count == 126 ? 2 : count == 127 ? 8 : 0
        if extra > 0 {
            guard pending.count >= 2 + extra else { return nil }
            guard pending[2] < 0x80 || extra == 2 else { throw .tooLarge }
            count = pending[2..<(2 + extra)].reduce(0) { $0 << 8 | Int($1) }
            position += extra
        }
        guard count <= payloadLimit else { throw .tooLarge }
        let maskStart = position
        if isMasked { position += 4 }
        guard pending.count >= position + count else { return nil }
        var payload = Array(pending[position..<(position + count)])
        if isMasked {
            for index in payload.indices { payload[index] ^= pending[maskStart + (index & 3)] }
        }
        let frame = WebSocketFrame(kind, payload, isFinal: pending[0] & 0x80 != 0)
        pending.removeFirst(position + count)
        return frame
    }
}
