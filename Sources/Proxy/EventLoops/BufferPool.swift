/// A run of bytes that one owner fills at the end and empties at the start.
public final class ByteBuffer {
    /// The memory.
    public let memory: UnsafeMutableRawBufferPointer
    /// The first byte that counts.
    public private(set) var start = 0
    /// The byte after the last that counts.
    public private(set) var end = 0

    init(capacity: Int) {
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        memory.deallocate()
    }

    /// How many bytes are in it.
    public var count: Int { end - start }
    /// Whether nothing is in it.
    public var isEmpty: Bool { start == end }
    /// How many bytes fit behind those in it.
    public var room: Int { memory.count - end }

    /// The bytes in it.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[start..<end])
    }

    /// The room behind the bytes.
    public var space: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: memory[end..<memory.count])
    }

    /// Says that so many bytes were put into the room.
    public func fill(_ count: Int) {
        precondition(count >= 0 && count <= room)
        end += count
    }

    /// Drops bytes from the start.
    public func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count)
        start += count
        if start == end { clear() }
    }

    /// Takes bytes out from among the others.
    public func remove(_ count: Int, at offset: Int) {
        precondition(count >= 0 && offset >= 0 && offset + count <= self.count)
        let rest = self.count - offset - count
        if rest > 0, let base = memory.baseAddress {
            let place = base + start + offset
            place.copyMemory(from: place + count, byteCount: rest)
        }
        end -= count
        if start == end { clear() }
    }

    /// The bytes in it, to be changed where they stand.
    public var mutableBytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: memory[start..<end])
    }

    /// Drops all bytes.
    public func clear() {
        start = 0
        end = 0
    }

    /// Moves the bytes to the front of the memory, so that all the room is behind them.
    public func compact() {
        guard start > 0 else { return }
        let count = end - start
        if count > 0, let base = memory.baseAddress {
            base.copyMemory(from: base + start, byteCount: count)
        }
        start = 0
        end = count
    }

    /// Copies bytes behind those in it, as many as fit; returns how many.
    public func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let count = min(bytes.count, room)
        guard count > 0 else { return 0 }
        space.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
        end += count
        return count
    }
}

/// Buffers that are used again; owned by one thread.
///
/// Most have one size. Few are large, for what flows faster than buffers of that size are filled and
/// emptied.
public final class BufferPool {
    private var idle: [ByteBuffer] = []
    private var idleLarge: [ByteBuffer] = []
    private let idleLimit: Int
    private let largeSize: Int

    /// The size of each buffer that is not large.
    public let bufferSize: Int

    /// A pool that keeps at most so many unused buffers.
    public init(bufferSize: Int, idleLimit: Int = 1024) {
        self.bufferSize = bufferSize
        self.idleLimit = idleLimit
        largeSize = max(bufferSize, 65_536)
    }

    /// An empty buffer.
    public func take() -> ByteBuffer {
        idle.popLast() ?? ByteBuffer(capacity: bufferSize)
    }

    /// An empty large buffer.
    public func takeLarge() -> ByteBuffer {
        idleLarge.popLast() ?? ByteBuffer(capacity: largeSize)
    }

    /// Takes a buffer back.
    public func give(_ buffer: ByteBuffer) {
        buffer.clear()
        if buffer.memory.count == bufferSize {
            if idle.count < idleLimit { idle.append(buffer) }
        } else if buffer.memory.count == largeSize {
            if idleLarge.count < idleLimit / 16 { idleLarge.append(buffer) }
        }
    }
}
