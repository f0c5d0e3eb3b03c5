/// The number of a stream on its connection; zero is the connection itself.
public typealias StreamNumber = UInt32

/// What a frame is [RFC 9113 6].
struct FrameKind: RawRepresentable, Equatable {
    let rawValue: UInt8

    static let data = FrameKind(rawValue: 0)
    static let headers = FrameKind(rawValue: 1)
    static let priority = FrameKind(rawValue: 2)
    static let resetStream = FrameKind(rawValue: 3)
    static let settings = FrameKind(rawValue: 4)
    static let pushPromise = FrameKind(rawValue: 5)
    static let ping = FrameKind(rawValue: 6)
    static let goAway = FrameKind(rawValue: 7)
    static let windowUpdate = FrameKind(rawValue: 8)
    static let continuation = FrameKind(rawValue: 9)
}

/// What a frame says beside its payload; a bit means something for some kinds only.
struct FrameFlags: OptionSet {
    let rawValue: UInt8

    static let endStream = FrameFlags(rawValue: 0x01)
    static let acknowledgement = FrameFlags(rawValue: 0x01)
    static let endHeaders = FrameFlags(rawValue: 0x04)
    static let padded = FrameFlags(rawValue: 0x08)
    static let priority = FrameFlags(rawValue: 0x20)
}

/// The nine bytes before each payload.
struct FrameHeader {
    static let byteCount = 9

    /// How many bytes the payload has.
    var byteCount: Int
    var kind: FrameKind
    var flags: FrameFlags
    var stream: StreamNumber

    init(byteCount: Int, kind: FrameKind, flags: FrameFlags = [], stream: StreamNumber) {
        self.byteCount = byteCount
        self.kind = kind
        self.flags = flags
        self.stream = stream
    }

    /// Reads the header at the start of bytes, of which there are at least nine.
    init(_ bytes: UnsafeRawBufferPointer) {
        byteCount = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
        kind = FrameKind(rawValue: bytes[3])
        flags = FrameFlags(rawValue: bytes[4])
        stream = bigEndian(bytes, at: 5) & 0x7FFF_FFFF
    }

    /// Writes it to memory that has room for nine bytes.
    func write(to memory: UnsafeMutableRawPointer) {
        let first =
            UInt64(truncatingIfNeeded: byteCount) << 40 | UInt64(kind.rawValue) << 32
            | UInt64(flags.rawValue) << 24 | UInt64(stream) >> 8
        memory.storeBytes(of: first.bigEndian, as: UInt64.self)
        memory.storeBytes(
            of: UInt8(truncatingIfNeeded: stream),
            toByteOffset: 8,
            as: UInt8.self
        )
    }
}

/// The number in four bytes, of which the first is the greatest.
func bigEndian(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16
        | UInt32(bytes[offset + 2]) << 8 | UInt32(bytes[offset + 3])
}
