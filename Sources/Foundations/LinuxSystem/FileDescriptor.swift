internal import CLinux
internal import Glibc

/// An open file, pipe or socket, by the kernel's number.
///
/// A plain number with operations: whoever opened it closes it, once.
public struct FileDescriptor: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: Int32

    /// Wraps a number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Descriptor 0.
    public static var standardInput: FileDescriptor { FileDescriptor(rawValue: 0) }
    /// Descriptor 1.
    public static var standardOutput: FileDescriptor { FileDescriptor(rawValue: 1) }
    /// Descriptor 2.
    public static var standardError: FileDescriptor { FileDescriptor(rawValue: 2) }

    /// Opens `/dev/null` for each of the three standard streams that is closed, so that no file that
    /// is opened later gets its number, and what is meant for the stream.
    public static func openMissingStandardStreams() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
            _ = Glibc.open("/dev/null", O_RDWR)
        }
    }

    /// Closes it; the number may be reused at once.
    ///
    /// The C function is `close`.
    public func close() {
        _ = Glibc.close(rawValue)
    }

    /// Reads up to the buffer's size; 0 at the end.
    ///
    /// The C function is `read`.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        try check("read") { Glibc.read(rawValue, buffer.baseAddress, buffer.count) }
    }

    /// Reads up to `count` bytes; empty at the end.
    public func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(SystemError) {
                initialized = try read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads to the end.
    public func readToEnd() throws(SystemError) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let some = try read(upTo: 65_536)
            if some.isEmpty { return all }
            all += some
        }
    }

    /// Reads from a place in a file without moving its position.
    ///
    /// The C function is `pread`.
    public func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: Int
    ) throws(SystemError) -> Int {
        try check("pread") { Glibc.pread(rawValue, buffer.baseAddress, buffer.count, offset) }
    }

    /// Writes some of the bytes and says how many.
    ///
    /// The C function is `write`.
    public func write(_ buffer: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        try check("write") { Glibc.write(rawValue, buffer.baseAddress, buffer.count) }
    }

    /// Writes all the bytes to a blocking descriptor.
    public func writeAll(_ bytes: some Collection<UInt8>) throws(SystemError) {
        let bytes = Array(bytes)
        var written = 0
        while written < bytes.count {
            let rest = bytes[written...]
            written += try check("write") {
                rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            }
        }
    }

    /// Writes a text to a blocking descriptor.
    public func writeAll(_ text: String) throws(SystemError) {
        try writeAll(text.utf8)
    }

    /// Puts what was written on the disk.
    ///
    /// The C function is `fsync`.
    public func synchronize() throws(SystemError) {
        try check("fsync") { fsync(rawValue) }
    }

    /// Makes operations return at once (or wait again).
    ///
    /// The C function is `fcntl`.
    public func setNonblocking(_ isNonblocking: Bool) throws(SystemError) {
        let flags = try check("fcntl") { fcntl(rawValue, F_GETFL) }
        let wanted = isNonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
        if wanted != flags { try check("fcntl") { fcntl(rawValue, F_SETFL, wanted) } }
    }

    /// Keeps it from (or lets it into) programs that are started.
    ///
    /// The C function is `fcntl`.
    public func setCloseOnExec(_ isClosed: Bool) throws(SystemError) {
        try check("fcntl") { fcntl(rawValue, F_SETFD, isClosed ? FD_CLOEXEC : 0) }
    }

    /// A second number for the same thing.
    ///
    /// The C function is `dup`.
    public func duplicated() throws(SystemError) -> FileDescriptor {
        FileDescriptor(
            rawValue: try check("dup") { fcntl(rawValue, F_DUPFD_CLOEXEC, 3) }
        )
    }

    /// Whether it is a terminal.
    ///
    /// The C function is `isatty`.
    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// The columns of the terminal behind it; nil when it is none.
    ///
    /// The C function is `ioctl`.
    public var terminalColumns: Int? {
        var size = winsize()
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// The rows of the terminal behind it; nil when it is none.
    ///
    /// The C function is `ioctl`.
    public var terminalRows: Int? {
        var size = winsize()
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
        return Int(size.ws_row)
    }

    /// Both ends of a new pipe: what is written to `write` is read from `read`.
    public static func pipe() throws(SystemError) -> (read: FileDescriptor, write: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        try check("pipe") { Glibc.pipe(&ends) }
        let read = FileDescriptor(rawValue: ends[0])
        let write = FileDescriptor(rawValue: ends[1])
        try read.setCloseOnExec(true)
        try write.setCloseOnExec(true)
        return (read, write)
    }
}
