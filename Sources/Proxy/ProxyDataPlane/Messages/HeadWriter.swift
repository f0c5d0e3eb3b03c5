internal import EventLoops

/// Writes a message head into a buffer, and remembers if it did not fit.
struct HeadWriter {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    private(set) var hasOverflowed = false

    init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    /// What was written.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[0..<count])
    }

    var room: Int { memory.count - count }

    mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= room else {
            hasOverflowed = true
            return
        }
        guard let base = memory.baseAddress, let source = bytes.baseAddress else { return }
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    mutating func write(_ text: StaticString) {
        write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    mutating func write(_ byte: UInt8) {
        guard room > 0 else {
            hasOverflowed = true
            return
        }
        memory[count] = byte
        count += 1
    }

    /// Writes bytes without blanks and control characters, which would end a word of a first line.
    mutating func write(word bytes: UnsafeRawBufferPointer) {
        for byte in bytes where byte > 0x20 { write(byte) }
    }

    mutating func write(decimal number: Int) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { digits in
            var index = digits.count
            var rest = number.magnitude
            repeat {
                index -= 1
                digits[index] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
                rest /= 10
            } while rest > 0
            if number < 0 {
                index -= 1
                digits[index] = 0x2D
            }
            write(UnsafeRawBufferPointer(rebasing: digits[index...]))
        }
    }

    mutating func writeHeader(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        write(name)
        write(": ")
        write(value)
        write("\r\n")
    }

    mutating func writeHeader(_ name: [UInt8], _ value: [UInt8]) {
        write(name)
        write(": ")
        write(value)
        write("\r\n")
    }

    mutating func writeStatusLine(_ status: Int, reason: (inout HeadWriter) -> Void) {
        write("HTTP/1.1 ")
        write(decimal: status)
        write(0x20)
        reason(&self)
        write("\r\n")
    }
}
