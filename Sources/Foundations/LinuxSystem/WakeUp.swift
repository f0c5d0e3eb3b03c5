internal import CLinux
internal import Glibc

/// A descriptor that another thread makes readable, to end a wait.
///
/// The C function is `eventfd`.
public struct WakeUp: Sendable {
    /// What the waiting thread polls for reading.
    public let descriptor: FileDescriptor

    /// Makes one; `close` ends it.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(rawValue: try check("eventfd") { clinux_eventfd() })
    }

    /// Makes it readable; may be called from any thread and from a signal handler.
    public func signal() {
        var one: UInt64 = 1
        _ = Glibc.write(descriptor.rawValue, &one, 8)
    }

    /// Makes it unreadable until the next signal.
    public func drain() {
        var count: UInt64 = 0
        _ = Glibc.read(descriptor.rawValue, &count, 8)
    }

    /// Gives the descriptor back.
    public func close() {
        descriptor.close()
    }
}
