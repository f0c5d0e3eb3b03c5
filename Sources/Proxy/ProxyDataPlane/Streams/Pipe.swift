internal import EventLoops

/// The bytes of one message's body on their way through.
///
///     | kept: passed on already | ready: plain bytes | what nobody has looked at yet |
///     0                      passed               decoded                        count
///
/// What was passed on is kept as long as another attempt may need it. The room of the buffer is the
/// water mark: nobody reads what there is no room for.
struct Pipe {
    var buffer: ByteBuffer?
    /// Where the bytes end that were passed on.
    var passed = 0
    /// Where the bytes end that are known to be the body's.
    var decoded = 0
    /// Whether all of the body is here, or was.
    var isWhole = false
    /// Whether the last read filled all the room that there was: more comes than fits.
    var wasFilled = false
    /// Lines behind the body.
    var trailers: [UInt8] = []

    /// How many bytes can be passed on.
    var readyCount: Int { decoded - passed }

    /// The bytes that can be passed on.
    var ready: UnsafeRawBufferPointer {
        guard let buffer, decoded > passed else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(rebasing: buffer.bytes[passed..<decoded])
    }

    /// Whether there are bytes that nobody has looked at.
    var hasRaw: Bool { buffer.map { $0.count > decoded } ?? false }

    /// How many bytes are here.
    var count: Int { buffer?.count ?? 0 }

    /// Whether all of the body has been passed on.
    var isDone: Bool { isWhole && decoded == passed }

    /// Finds out which bytes are the body's; false when they are none.
    mutating func decode(with decoder: inout BodyDecoder) -> Bool {
        guard let buffer, !isWhole, buffer.count > decoded || decoder.isWhole else { return true }
        guard let end = decoder.decode(buffer, from: decoded) else { return false }
        decoded = end
        isWhole = decoder.isWhole
        if isWhole && !decoder.trailers.isEmpty { trailers = decoder.trailers }
        return true
    }

    /// Says that bytes were passed on, which are kept.
    mutating func pass(_ count: Int) {
        passed += count
    }

    /// Lets go of what was passed on.
    mutating func dropPassed() {
        guard passed > 0, let buffer else { return }
        buffer.consume(passed)
        decoded -= passed
        passed = 0
    }

    /// Lets go of all that is known to be the body's.
    mutating func dropDecoded() {
        passed = decoded
        dropPassed()
    }

    /// The buffer to read into, with room at its end; what flows fast gets a large one.
    mutating func bufferToFill(_ buffers: BufferPool) -> ByteBuffer {
        if let buffer {
            if buffer.isEmpty && wasFilled && buffer.memory.count == buffers.bufferSize {
                buffers.give(buffer)
                let large = buffers.takeLarge()
                self.buffer = large
                return large
            }
            if buffer.room == 0 { buffer.compact() }
            return buffer
        }
        let fresh = wasFilled ? buffers.takeLarge() : buffers.take()
        buffer = fresh
        return fresh
    }

    /// Says that so many bytes came into the buffer's room.
    mutating func fill(_ count: Int) {
        guard let buffer else { return }
        wasFilled = count == buffer.room
        buffer.fill(count)
    }

    /// Takes the buffer out, for others.
    mutating func takeBuffer() -> ByteBuffer? {
        let taken = buffer
        buffer = nil
        passed = 0
        decoded = 0
        return taken
    }
}
