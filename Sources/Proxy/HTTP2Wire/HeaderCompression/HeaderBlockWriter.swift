internal import HTTPWire

/// Writes one header block as a HEADERS frame, with CONTINUATION frames where it is larger than the peer takes.
///
/// What the static table has is told by its number, all else is written out: so no block depends on another, nothing
/// is kept for a connection, and a stream can be given up half-way.
public struct HeaderBlockWriter {
    private let memory: UnsafeMutableRawBufferPointer
    let stream: StreamNumber
    private let largestFrame: Int
    private var count = FrameHeader.byteCount
    private var hasOverflowed: Bool

    /// Begins a block in an empty run of memory.
    ///
    /// - Parameters:
    ///   - stream: the stream that it is for.
    ///   - memory: where its frames go.
    ///   - largestFrame: the most bytes that the peer takes in a frame.
    ///   - forgetsTable: whether to tell the peer that its table may go.
    init(
        _ stream: StreamNumber,
        in memory: UnsafeMutableRawBufferPointer,
        largestFrame: Int,
        forgetsTable: Bool
    ) {
        self.memory = memory
        self.stream = stream
        self.largestFrame = largestFrame
        hasOverflowed = memory.count < FrameHeader.byteCount
        if forgetsTable { write(0x20) }
    }

    /// Writes `:status`.
    public mutating func status(_ status: Int) {
        switch status {
        case 200: write(0x88)
        case 204: write(0x89)
        case 206: write(0x8A)
        case 304: write(0x8B)
        case 400: write(0x8C)
        case 404: write(0x8D)
        case 500: write(0x8E)
        default:
            write(0x08)
            write(0x03)
            write(UInt8(truncatingIfNeeded: 0x30 + status / 100 % 10))
            write(UInt8(truncatingIfNeeded: 0x30 + status / 10 % 10))
            write(UInt8(truncatingIfNeeded: 0x30 + status % 10))
        }
    }

    /// Writes `:method`.
    public mutating func method(_ method: UnsafeRawBufferPointer) {
        if method.elementsEqual(bytes(of: "GET")) { return write(0x82) }
        if method.elementsEqual(bytes(of: "POST")) { return write(0x83) }
        write(0x02)
        text(method)
    }

    /// Writes `:scheme`.
    public mutating func scheme(isSecure: Bool) {
        write(isSecure ? 0x87 : 0x86)
    }

    /// Writes `:scheme`, whatever it is.
    public mutating func scheme(_ scheme: UnsafeRawBufferPointer) {
        if scheme.elementsEqual(bytes(of: "https")) { return write(0x87) }
        if scheme.elementsEqual(bytes(of: "http")) { return write(0x86) }
        write(0x06)
        text(scheme)
    }

    /// Writes `:authority`.
    public mutating func authority(_ authority: UnsafeRawBufferPointer) {
        write(0x01)
        text(authority)
    }

    /// Writes `:path`.
    public mutating func path(_ path: UnsafeRawBufferPointer) {
        if path.count == 1, path[0] == UInt8(ascii: "/") { return write(0x84) }
        write(0x04)
        text(path)
    }

    /// Writes `:protocol` [RFC 8441].
    public mutating func webProtocol(_ name: UnsafeRawBufferPointer) {
        write(0x00)
        text(bytes(of: ":protocol"))
        text(name)
    }

    /// Writes a field, its name in lower case.
    public mutating func field(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let number = StaticFields.shared.number(ofName: name)
        // Who may sign in is nothing for tables of the hops behind this one.
        let isSecret = number == 23 || number == 49
        integer(number, prefix: 4, flags: isSecret ? 0x10 : 0x00)
        if number == 0 { lowercased(name) }
        text(value)
    }

    /// Ends the block; nil when it did not fit, and then it may not be sent.
    ///
    /// - Parameter endsStream: whether nothing comes after it on the stream.
    /// - Returns: how many bytes its frames take.
    mutating func finish(endsStream: Bool) -> Int? {
        guard !hasOverflowed else { return nil }
        let blockCount = count - FrameHeader.byteCount
        let frameCount = max(1, (blockCount + largestFrame - 1) / largestFrame)
        let total = blockCount + frameCount * FrameHeader.byteCount
        guard total <= memory.count, let base = memory.baseAddress else { return nil }
        // The last part moves farthest, so from the end on none is written over.
        for index in (0..<frameCount).reversed() {
            let start = index * largestFrame
            let part = min(largestFrame, blockCount - start)
            let place = base + start + index * FrameHeader.byteCount
            if index > 0 {
                (place + FrameHeader.byteCount).copyMemory(
                    from: base + FrameHeader.byteCount + start,
                    byteCount: part
                )
            }
            var flags: FrameFlags = index == frameCount - 1 ? .endHeaders : []
            if index == 0 && endsStream { flags.insert(.endStream) }
            let header = FrameHeader(
                byteCount: part,
                kind: index == 0 ? .headers : .continuation,
                flags: flags,
                stream: stream
            )
            header.write(to: place)
        }
        return total
    }

    private mutating func write(_ byte: UInt8) {
        guard count < memory.count else { return hasOverflowed = true }
        memory[count] = byte
        count += 1
    }

    private mutating func integer(_ value: Int, prefix: UInt8, flags: UInt8) {
        let mask = (1 << Int(prefix)) - 1
        guard value >= mask else { return write(flags | UInt8(truncatingIfNeeded: value)) }
        write(flags | UInt8(truncatingIfNeeded: mask))
        var rest = value - mask
        while rest >= 0x80 {
            write(UInt8(truncatingIfNeeded: rest & 0x7F) | 0x80)
            rest >>= 7
        }
        write(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func text(_ text: UnsafeRawBufferPointer) {
        integer(text.count, prefix: 7, flags: 0)
        guard text.count <= memory.count - count else { return hasOverflowed = true }
        guard let base = memory.baseAddress, let source = text.baseAddress else { return }
        (base + count).copyMemory(from: source, byteCount: text.count)
        count += text.count
    }

    private mutating func lowercased(_ name: UnsafeRawBufferPointer) {
        integer(name.count, prefix: 7, flags: 0)
        for byte in name { write(asciiLowercased(byte)) }
    }
}
