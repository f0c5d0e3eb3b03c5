/// Memory for the values that are made while rules run: taken piece by piece, given back all at once.
///
/// A value that does not fit is none: its expression fails as with HAProxy, whose buffers have a
/// size too.
public struct SampleArena {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var used = 0

    /// Uses memory that somebody else owns.
    public init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    /// How far it is used, to go back to.
    public typealias Mark = Int

    /// How far it is used.
    public var mark: Mark { used }

    /// Gives back what was taken after a mark.
    public mutating func release(to mark: Mark) {
        used = mark
    }

    /// What is left.
    public var room: Int { memory.count - used }

    /// Takes bytes; nil when there are not as many.
    public mutating func take(_ count: Int) -> UnsafeMutableRawBufferPointer? {
        guard count >= 0, count <= room else { return nil }
        defer { used += count }
        return UnsafeMutableRawBufferPointer(rebasing: memory[used..<(used + count)])
    }

    /// Takes bytes and has them filled; what was not needed is given back.
    public mutating func fill(
        atMost limit: Int,
        _ body: (UnsafeMutableRawBufferPointer) -> Int?
    ) -> UnsafeRawBufferPointer? {
        let start = used
        guard let space = take(limit), let count = body(space), count <= limit else {
            used = start
            return nil
        }
        used = start + count
        return UnsafeRawBufferPointer(rebasing: space[..<count])
    }

    /// Copies bytes.
    public mutating func store(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let copy = take(bytes.count) else { return nil }
        copy.copyMemory(from: bytes)
        return UnsafeRawBufferPointer(copy)
    }

    /// Copies bytes.
    public mutating func store(_ bytes: some Collection<UInt8>) -> UnsafeRawBufferPointer? {
        guard let copy = take(bytes.count) else { return nil }
        copy.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(copy)
    }

    /// Eight bytes, the highest first.
    mutating func store(bigEndian word: UInt64) -> UnsafeRawBufferPointer? {
        guard let copy = take(8) else { return nil }
        copy.storeBytes(of: word.bigEndian, as: UInt64.self)
        return UnsafeRawBufferPointer(copy)
    }

    /// A number's digits.
    public mutating func decimal(_ number: Int64) -> UnsafeRawBufferPointer? {
        var writer = ArenaWriter(&self, limit: 20)
        writer.write(decimal: number)
        return writer.finish(&self)
    }

    /// Two pieces, one after the other.
    public mutating func join(
        _ left: UnsafeRawBufferPointer,
        _ right: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        guard let copy = take(left.count + right.count) else { return nil }
        UnsafeMutableRawBufferPointer(rebasing: copy[..<left.count]).copyMemory(from: left)
        UnsafeMutableRawBufferPointer(rebasing: copy[left.count...]).copyMemory(from: right)
        return UnsafeRawBufferPointer(copy)
    }

    /// Each byte changed.
    mutating func map(
        _ bytes: UnsafeRawBufferPointer,
        _ change: (UInt8) -> UInt8
    ) -> UnsafeRawBufferPointer? {
        guard let copy = take(bytes.count) else { return nil }
        for index in 0..<bytes.count { copy[index] = change(bytes[index]) }
        return UnsafeRawBufferPointer(copy)
    }
}

/// Writes a text into an arena, piece by piece, up to a limit.
///
/// Until it is finished, other values may be taken from the same arena behind it.
public struct ArenaWriter {
    private let space: UnsafeMutableRawBufferPointer
    private let start: SampleArena.Mark
    /// How much was written.
    public private(set) var count = 0
    /// Whether something did not fit.
    public private(set) var hasOverflowed = false

    /// Takes room for a text: at most `limit` bytes, and half of what is left.
    public init(_ arena: inout SampleArena, limit: Int) {
        start = arena.mark
        let size = min(limit, max(arena.room / 2, min(arena.room, 64)))
        space = arena.take(size) ?? UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    /// What was written so far.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: space[..<count]) }

    /// What is left to write.
    public var room: Int { space.count - count }

    /// Writes bytes, or as many of them as fit.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) {
        let taken = min(bytes.count, room)
        if taken < bytes.count { hasOverflowed = true }
        guard taken > 0, let base = space.baseAddress, let source = bytes.baseAddress else {
            return
        }
        (base + count).copyMemory(from: source, byteCount: taken)
        count += taken
    }

    /// Writes a text of the program.
    public mutating func write(_ text: StaticString) {
        write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes one byte.
    public mutating func write(_ byte: UInt8) {
        guard room > 0 else {
            hasOverflowed = true
            return
        }
        space[count] = byte
        count += 1
    }

    /// Writes a number with at least so many digits.
    public mutating func write(decimal number: Int64, digits least: Int = 1) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { digits in
            var index = digits.count
            var rest = number.magnitude
            repeat {
                index -= 1
                digits[index] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
                rest /= 10
            } while rest > 0 || digits.count - index < least
            if number < 0 {
                index -= 1
                digits[index] = 0x2D
            }
            write(UnsafeRawBufferPointer(rebasing: digits[index...]))
        }
    }

    /// Writes two hexadecimal digits.
    public mutating func write(hexadecimal byte: UInt8) {
        let digits: StaticString = "0123456789ABCDEF"
        write(digits.utf8Start[Int(byte >> 4)])
        write(digits.utf8Start[Int(byte & 15)])
    }

    /// Takes the last byte back.
    mutating func dropLast() {
        if count > 0 { count -= 1 }
    }

    /// Ends the text; whatever was taken from the arena behind it is given back.
    public consuming func finish(_ arena: inout SampleArena) -> UnsafeRawBufferPointer {
        arena.release(to: start + count)
        return bytes
    }
}
