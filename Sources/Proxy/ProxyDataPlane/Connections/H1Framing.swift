internal import EventLoops
internal import HTTPWire

/// How far the messages of an HTTP/1 connection are: the body that comes, and the one that goes.
struct H1Framing {
    var incoming = BodyDecoder()
    var outgoing = BodyEncoder()
}

/// Finds the plain bytes of a body among those of a connection.
struct BodyDecoder {
    private var framing = BodyFraming.none
    /// Bytes that are still to come, with a length.
    private var remaining: UInt64 = 0
    private var chunks = ChunkScanner()
    /// Whether all of the body has come.
    private(set) var isWhole = false
    /// The lines that came behind the last chunk.
    private(set) var trailers: [UInt8] = []

    init() {}

    /// Before the first byte of a body; servers may write blanks after a chunk's size.
    init(_ framing: BodyFraming, acceptsBlanks: Bool) {
        self.framing = framing
        if case .length(let length) = framing { remaining = length }
        if acceptsBlanks { chunks = ChunkScanner(acceptsBlanks: true) }
        isWhole = framing == .none
    }

    /// A body that only the connection's end ends has ended.
    var endsWithConnection: Bool { framing == .untilClose }

    /// Looks at the bytes from an offset on; returns where the plain ones end, nil when it is no body.
    ///
    /// Framing is taken out where it stands, so that plain bytes follow one another.
    mutating func decode(_ buffer: ByteBuffer, from start: Int) -> Int? {
        switch framing {
        case .none:
            isWhole = true
            return start
        case .length:
            let count = Int(min(remaining, UInt64(buffer.count - start)))
            remaining -= UInt64(count)
            isWhole = remaining == 0
            return start + count
        case .untilClose, .tunnel:
            return buffer.count
        case .chunked:
            return decodeChunks(buffer, from: start)
        }
    }

    private mutating func decodeChunks(_ buffer: ByteBuffer, from start: Int) -> Int? {
        var end = start
        var position = start
        while position < buffer.count && !isWhole {
            let bytes = buffer.mutableBytes
            let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[position...])
            switch chunks.next(rest) {
            case .data(let count):
                if end != position, let base = bytes.baseAddress {
                    (base + end).copyMemory(from: base + position, byteCount: count)
                }
                end += count
                position += count
            case .control(let count), .dropped(let count):
                if end == 0 {
                    // Nothing is before it that would have to be moved.
                    buffer.consume(position + count)
                    position = 0
                } else {
                    position += count
                }
            case .trailer(let count):
                trailers += rest.prefix(count)
                position += count
            case .end(let count):
                isWhole = true
                position += count
            case .invalid:
                return nil
            }
        }
        buffer.remove(position - end, at: end)
        return end
    }
}

/// Puts the plain bytes of a body into the form that the peer was told of.
struct BodyEncoder {
    /// The most bytes that go around those of one chunk, trailers apart.
    static let overhead = 32

    private let isChunked: Bool
    /// Whether the end is told, but by frames.
    private let isFramed: Bool
    /// Bytes of a chunk whose size was sent.
    private(set) var owed = 0
    private(set) var hasEnded = false

    /// Bytes as they are, in chunks, or in frames of another protocol, which tell the end.
    init(isChunked: Bool = false, isFramed: Bool = false) {
        self.isChunked = isChunked && !isFramed
        self.isFramed = isFramed
    }

    /// Whether something has to be sent though no byte of the body is left.
    var awaitsEnd: Bool { (isChunked || isFramed) && !hasEnded }

    /// The end has been told.
    mutating func noteEnd() { hasEnded = true }

    /// That many bytes of the chunk that was begun have gone.
    mutating func take(_ count: Int) { owed -= count }

    /// Whether bytes need nothing around them.
    var passesAsItIs: Bool { !isChunked }

    /// What goes before that many bytes, which then are those that a chunk has.
    mutating func start(_ count: Int, _ writer: inout HeadWriter) {
        guard isChunked, owed == 0, count > 0 else { return }
        writer.write(hexadecimal: count)
        writer.write("\r\n")
        owed = count
    }

    /// What goes behind that many bytes; with the last ones, the body's end.
    mutating func end(
        _ count: Int,
        isLast: Bool,
        trailers: [UInt8],
        _ writer: inout HeadWriter
    ) {
        guard isChunked, !hasEnded else { return }
        if count > 0 {
            owed -= count
            if owed > 0 { return }
            writer.write("\r\n")
        }
        guard isLast else { return }
        writer.write("0\r\n")
        writer.write(trailers)
        writer.write("\r\n")
        hasEnded = true
    }

    /// Writes as many bytes as there is room for, with what goes around them; returns how many.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer,
        isLast: Bool,
        trailers: [UInt8],
        _ writer: inout HeadWriter
    ) -> Int {
        let around = isChunked ? BodyEncoder.overhead + trailers.count : 0
        guard writer.room > around else { return 0 }
        var count = min(bytes.count, writer.room - around)
        if owed > 0 { count = min(count, owed) }
        start(count, &writer)
        writer.write(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
        end(count, isLast: isLast && count == bytes.count, trailers: trailers, &writer)
        return count
    }
}

extension HeadWriter {
    fileprivate mutating func write(hexadecimal number: Int) {
        let digits: StaticString = "0123456789abcdef"
        var shift = (Int.bitWidth - number.leadingZeroBitCount - 1) / 4 * 4
        while shift >= 0 {
            write(digits.utf8Start[number >> shift & 15])
            shift -= 4
        }
    }
}
