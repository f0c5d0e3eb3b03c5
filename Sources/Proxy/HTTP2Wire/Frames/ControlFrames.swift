/// The frames that a connection has to send for its own sake: settings, acknowledgements, windows, resets.
///
/// Whoever owns the connection takes them out before it writes anything else. A peer that provokes them and does not
/// read is not read either, so the queue stays small.
struct ControlFrames: ~Copyable {
    /// Beyond so many bytes nothing more is read from the peer.
    static let pauseLevel = 8192

    private var bytes: [UInt8] = []

    /// How many bytes wait.
    var count: Int { bytes.count }
    /// Whether the peer has to take some before it is read again.
    var isFull: Bool { bytes.count >= ControlFrames.pauseLevel }

    /// Moves as much as fits into memory; returns how many bytes.
    mutating func take(into memory: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(bytes.count, memory.count)
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes { source in
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[0..<count]))
        }
        // The memory is kept: the next frame is about to come.
        if count == bytes.count {
            bytes.removeAll(keepingCapacity: true)
        } else {
            bytes.removeFirst(count)
        }
        return count
    }

    mutating func settings(_ values: [(id: UInt16, value: UInt32)]) {
        header(byteCount: values.count * 6, .settings, stream: 0)
        for entry in values {
            bytes.append(UInt8(truncatingIfNeeded: entry.id >> 8))
            bytes.append(UInt8(truncatingIfNeeded: entry.id))
            number(entry.value)
        }
    }

    mutating func settingsAcknowledgement() {
        header(byteCount: 0, .settings, flags: .acknowledgement, stream: 0)
    }

    mutating func ping(_ payload: UnsafeRawBufferPointer, isAcknowledgement: Bool) {
        header(byteCount: 8, .ping, flags: isAcknowledgement ? .acknowledgement : [], stream: 0)
        bytes.append(contentsOf: payload)
    }

    mutating func windowUpdate(_ stream: StreamNumber, by increment: Int) {
        header(byteCount: 4, .windowUpdate, stream: stream)
        number(UInt32(truncatingIfNeeded: increment))
    }

    mutating func reset(_ stream: StreamNumber, _ code: ErrorCode) {
        header(byteCount: 4, .resetStream, stream: stream)
        number(code.rawValue)
    }

    mutating func goAway(last: StreamNumber, _ code: ErrorCode) {
        header(byteCount: 8, .goAway, stream: 0)
        number(last)
        number(code.rawValue)
    }

    /// What a client says before its first frame.
    mutating func preface() {
        bytes.append(contentsOf: ConnectionPreface.text.utf8)
    }

    private mutating func header(
        byteCount: Int,
        _ kind: FrameKind,
        flags: FrameFlags = [],
        stream: StreamNumber
    ) {
        bytes.append(UInt8(truncatingIfNeeded: byteCount >> 16))
        bytes.append(UInt8(truncatingIfNeeded: byteCount >> 8))
        bytes.append(UInt8(truncatingIfNeeded: byteCount))
        bytes.append(kind.rawValue)
        bytes.append(flags.rawValue)
        number(stream)
    }

    private mutating func number(_ value: UInt32) {
        bytes.append(UInt8(truncatingIfNeeded: value >> 24))
        bytes.append(UInt8(truncatingIfNeeded: value >> 16))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
    }
}
