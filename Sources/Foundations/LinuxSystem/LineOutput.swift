internal import Glibc
internal import Synchronization

/// Writes lines to a descriptor that others share, and drops a line rather than wait.
///
/// Standard output may be a pipe that nobody reads. It is not made non-blocking, because whoever
/// else has it would find it so. Each piece of a line is written only when the kernel has room for a
/// page of it, and by one thread at a time; only another process that fills the same pipe in just
/// that moment could make a write wait.
public final class LineOutput: Sendable {
    /// Descriptor 1.
    public static let standardOutput = LineOutput(.standardOutput)
    /// Descriptor 2.
    public static let standardError = LineOutput(.standardError)

    private let descriptor: FileDescriptor
    /// Whether the last line was cut off in its middle.
    private let isMidLine = Mutex(false)

    /// What a pipe takes as a whole (PIPE_BUF), and has room for when it is writable.
    private static let pieceByteCount = 4096

    /// Writes to a descriptor that stays open.
    public init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Writes a line with its end; false when it was dropped.
    @discardableResult
    public func write(_ line: UnsafeRawBufferPointer) -> Bool {
        isMidLine.withLock { isMidLine in
            if isMidLine {
                let end: [UInt8] = [0x0A]
                guard end.withUnsafeBytes({ put($0) == 1 }) else { return false }
                isMidLine = false
            }
            let written = put(line)
            isMidLine = written > 0 && written < line.count
            return written == line.count
        }
    }

    /// Writes a text and a newline; false when it was dropped.
    @discardableResult
    public func write(_ text: String) -> Bool {
        Array("\(text)\n".utf8).withUnsafeBytes { write($0) }
    }

    /// Writes as far as there is room; returns how many bytes.
    private func put(_ bytes: UnsafeRawBufferPointer) -> Int {
        var written = 0
        while written < bytes.count, isWritable {
            let piece = bytes[written...].prefix(Self.pieceByteCount)
            let count = Glibc.write(
                descriptor.rawValue,
                UnsafeRawBufferPointer(rebasing: piece).baseAddress,
                piece.count
            )
            guard count > 0 else { return written }
            written += count
        }
        return written
    }

    private var isWritable: Bool {
        var entries = [PollEntry(descriptor, .writable)]
        let count = try? poll(&entries, timeout: .zero)
        return count == 1 && entries[0].ready.contains(.writable)
    }
}
