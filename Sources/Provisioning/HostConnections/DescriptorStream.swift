public import LinuxSystem
import Synchronization

/// A byte stream over file descriptors of this machine: pipes, sockets, one end of a pair.
public final class DescriptorStream: ByteStream {
    private let reading: FileDescriptor?
    private let writing: FileDescriptor?
    private let state = Mutex(State())
    /// Ends the waits for pipes; a socket is shut down instead, and needs no descriptor for it.
    private let closing: WakeUp?

    // A pipe whose reader is gone is a failed write here, not the end of this program.
    private static let brokenPipesAreFailures: Void = Signal.brokenPipe.ignore()

    private struct State {
        var isClosed = false
        var isWritingClosed = false
    }

    /// Owns the descriptors; both may be the same socket.
    public init(reading: FileDescriptor?, writing: FileDescriptor?) throws(SystemError) {
        Self.brokenPipesAreFailures
        let isSocket = reading.map { FileStatus.of($0)?.kind == .socket && $0 == writing } ?? false
        closing = isSocket ? nil : try WakeUp()
        try reading?.setNonblocking(true)
        try writing?.setNonblocking(true)
        self.reading = reading
        self.writing = writing
    }

    deinit {
        close()
        if let reading { reading.close() }
        if let writing, writing != reading { writing.close() }
        closing?.close()
    }

    /// Waits until a descriptor is ready, the stream is closed, or the time is over.
    private func wait(
        _ descriptor: FileDescriptor,
        _ readiness: Readiness,
        timeout: Duration?
    ) throws(StreamFailure) {
        var entries = [PollEntry(descriptor, readiness)]
        if let closing { entries.append(PollEntry(closing.descriptor, .readable)) }
        let count: Int
        do throws(SystemError) {
            count = try poll(&entries, timeout: timeout)
        } catch {
            throw .closed("\(error.code)")
        }
        if count == 0, let timeout { throw .timedOut(timeout) }
        if state.withLock({ $0.isClosed }) { throw .closed("it was closed here") }
    }

    /// Reads what is there, waiting for the first byte; empty at the end.
    public func read(upTo count: Int, timeout: Duration?) throws(StreamFailure) -> [UInt8] {
        guard let reading else { throw .closed("nothing is read from it") }
        while true {
            try wait(reading, .readable, timeout: timeout)
            do throws(SystemError) {
                return try reading.read(upTo: count)
            } catch {
                if error.code != .wouldBlock { throw .closed("\(error.code)") }
            }
        }
    }

    /// Writes all the bytes.
    public func writeAll(_ bytes: [UInt8], timeout: Duration?) throws(StreamFailure) {
        guard let writing, !state.withLock({ $0.isWritingClosed }) else {
            throw .closed("nothing is written to it")
        }
        var sent = 0
        while sent < bytes.count {
            try wait(writing, .writable, timeout: timeout)
            do throws(SystemError) {
                let outcome = bytes.withUnsafeBytes { raw in
                    Result { () throws(SystemError) in
                        try writing.write(UnsafeRawBufferPointer(rebasing: raw[sent...]))
                    }
                }
                sent += try outcome.get()
            } catch {
                if error.code != .wouldBlock { throw .closed("\(error.code)") }
            }
        }
    }

    /// Tells the other side that nothing more comes.
    public func closeWriting() {
        guard let writing else { return }
        let isFirst = state.withLock { state in
            defer { state.isWritingClosed = true }
            return !state.isWritingClosed
        }
        if isFirst { writing.shutdownWriting() }
    }

    /// Ends what is held open.
    public func close() {
        state.withLock { $0.isClosed = true }
        if let closing { closing.signal() } else { reading?.shutdownBoth() }
    }
}
