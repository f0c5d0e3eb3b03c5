/// Finds data and end of a chunked body while its bytes pass, and refuses malformed chunks.
///
/// A value without buffers: it can stop at any byte and go on with the next ones. Extensions and the
/// blanks before them end here: they are for this hop, and the next one gets sizes alone.
public struct ChunkScanner: Sendable {
    /// What the next bytes are.
    public enum Step: Equatable, Sendable {
        /// That many bytes are size lines or line ends.
        case control(Int)
        /// That many bytes are of one line of trailers.
        case trailer(Int)
        /// That many bytes are the body's data.
        case data(Int)
        /// That many bytes mean nothing and are not to be passed on.
        case dropped(Int)
        /// That many bytes are framing, and with them the body ends.
        case end(Int)
        /// The bytes are no chunk.
        case invalid(MessageFault)
    }

    private enum State: Equatable {
        /// Digits of a size; how many came so far.
        case size(UInt64, digits: Int)
        /// Blanks after the size, before an extension.
        case sizeBlanks(UInt64)
        /// After the size, up to the line's end.
        case sizeExtension(UInt64)
        /// CR seen, LF must come.
        case sizeEnd(UInt64)
        /// Bytes of data left in the chunk.
        case data(UInt64)
        /// CR after the data.
        case dataCR
        /// LF after the data.
        case dataLF
        /// At the start of a trailer line.
        case trailerStart
        /// Inside the name of a trailer line.
        case trailerName
        /// Inside the value of a trailer line.
        case trailerValue
        /// CR inside the trailers; the LF ends a line.
        case trailerLF
        /// CR of the empty line; the LF ends the body.
        case lastLF
        /// The body has ended.
        case ended
    }

    private let acceptsBlanks: Bool
    private var state = State.size(0, digits: 0)
    private var lineByteCount = 0

    /// The most bytes of a size line's extensions, and of all trailers together.
    public static let lineLimit = 8192

    /// Starts before the first size line; servers may write blanks after a size, clients may not.
    public init(acceptsBlanks: Bool = false) {
        self.acceptsBlanks = acceptsBlanks
    }

    /// Looks at the bytes that come next: a run of one kind, at most all of them.
    public mutating func next(_ bytes: UnsafeRawBufferPointer) -> Step {
        if case .data(let left) = state {
            let count = Int(min(left, UInt64(bytes.count)))
            state = left == UInt64(count) ? .dataCR : .data(left - UInt64(count))
            return .data(count)
        }
        var position = 0
        let isDropping = dropsNext(bytes)
        let isTrailer = isInTrailer(bytes)
        while position < bytes.count, dropsNext(bytes, at: position) == isDropping {
            if let fault = take(bytes[position]) { return .invalid(fault) }
            position += 1
            if state == .ended { return .end(position) }
            if state == .trailerStart { break }
            if case .data = state { return .control(position) }
        }
        if isTrailer { return .trailer(position) }
        return isDropping ? .dropped(position) : .control(position)
    }

    private func isInTrailer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch state {
        case .trailerStart: bytes.first != 0x0D
        case .trailerName, .trailerValue, .trailerLF: true
        default: false
        }
    }

    /// Whether the byte there belongs to an extension, or to the blanks before one.
    private func dropsNext(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) -> Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        switch state {
        case .size(_, let digits): return digits > 0 && (isBlank(byte) || byte == 0x3B)
        case .sizeBlanks, .sizeExtension: return byte != 0x0D
        default: return false
        }
    }

    private mutating func take(_ byte: UInt8) -> MessageFault? {
        lineByteCount += 1
        if lineByteCount > ChunkScanner.lineLimit { return .chunk }
        switch state {
        case .size(let size, let digits):
            return takeSize(byte, size: size, digits: digits)
        case .sizeBlanks(let size):
            if byte == 0x3B {
                state = .sizeExtension(size)
            } else if byte == 0x0D && acceptsBlanks {
                state = .sizeEnd(size)
            } else if !isBlank(byte) {
                return .chunk
            }
        case .sizeExtension(let size):
            if byte == 0x0D {
                state = .sizeEnd(size)
            } else if !isValueByte(byte) {
                return .chunk
            }
        case .sizeEnd(let size):
            guard byte == 0x0A else { return .chunk }
            lineByteCount = 0
            state = size == 0 ? .trailerStart : .data(size)
        case .dataCR:
            guard byte == 0x0D else { return .chunk }
            state = .dataLF
        case .dataLF:
            guard byte == 0x0A else { return .chunk }
            lineByteCount = 0
            state = .size(0, digits: 0)
        case .trailerStart:
            if byte == 0x0D {
                state = .lastLF
            } else if isToken(byte) {
                state = .trailerName
            } else {
                return .trailer
            }
        case .trailerName:
            if byte == 0x3A {
                state = .trailerValue
            } else if !isToken(byte) {
                return .trailer
            }
        case .trailerValue:
            if byte == 0x0D {
                state = .trailerLF
            } else if !isValueByte(byte) {
                return .trailer
            }
        case .trailerLF:
            guard byte == 0x0A else { return .trailer }
            state = .trailerStart
        case .lastLF:
            guard byte == 0x0A else { return .trailer }
            state = .ended
        case .data, .ended:
            return .chunk
        }
        return nil
    }

    private mutating func takeSize(_ byte: UInt8, size: UInt64, digits: Int) -> MessageFault? {
        let digit: UInt8
        switch byte {
        case 0x30...0x39: digit = byte - 0x30
        case 0x41...0x46: digit = byte - 0x37
        case 0x61...0x66: digit = byte - 0x57
        case 0x0D where digits > 0:
            state = .sizeEnd(size)
            return nil
        case 0x3B where digits > 0:
            state = .sizeExtension(size)
            return nil
        case 0x20 where digits > 0, 0x09 where digits > 0:
            state = .sizeBlanks(size)
            return nil
        default:
            return .chunk
        }
        guard digits < 15 else { return .chunk }
        state = .size(size << 4 | UInt64(digit), digits: digits + 1)
        return nil
    }
}
