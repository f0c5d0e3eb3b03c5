internal import CLinux
internal import Glibc

/// A signal, by the kernel's number.
public struct Signal: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: Int32

    /// Wraps a number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// SIGHUP.
    public static let hangUp = Signal(rawValue: 1)
    /// SIGINT.
    public static let interrupt = Signal(rawValue: 2)
    /// SIGQUIT.
    public static let quit = Signal(rawValue: 3)
    /// SIGKILL.
    public static let kill = Signal(rawValue: 9)
    /// SIGUSR1.
    public static let user1 = Signal(rawValue: 10)
    /// SIGUSR2.
    public static let user2 = Signal(rawValue: 12)
    /// SIGPIPE.
    public static let brokenPipe = Signal(rawValue: 13)
    /// SIGTERM.
    public static let terminate = Signal(rawValue: 15)
    /// SIGCHLD.
    public static let child = Signal(rawValue: 17)
    /// SIGCONT.
    public static let `continue` = Signal(rawValue: 18)
    /// SIGSTOP.
    public static let stop = Signal(rawValue: 19)
    /// SIGWINCH.
    public static let windowChanged = Signal(rawValue: 28)

    /// Throws the signal away when it comes; programs that are started begin with the default.
    public func ignore() {
        _ = clinux_set_signal_ignored(rawValue, 1)
    }

    /// Whether the signal is thrown away when it comes, as under `nohup`.
    ///
    /// The C function is `sigaction`.
    public var isIgnored: Bool { clinux_is_signal_ignored(rawValue) == 1 }

    /// Lets the signal do what the kernel does by default.
    public func restoreDefault() {
        _ = clinux_set_signal_ignored(rawValue, 0)
    }

    /// Sends the signal to a process, or with a negative number to a group.
    ///
    /// The C function is `kill`.
    public func send(to process: Int32) throws(SystemError) {
        try check("kill", String(process)) { Glibc.kill(process, rawValue) }
    }
}

/// Signals as a descriptor to poll.
///
/// The C function is `signalfd`.
///
/// Make it before the first thread, so that all threads have the signals blocked.
public struct SignalQueue: Sendable {
    /// Readable when a signal waits.
    public let descriptor: FileDescriptor

    /// Blocks the signals in this thread and collects them.
    public init(_ signals: [Signal]) throws(SystemError) {
        let numbers = signals.map(\.rawValue)
        descriptor = FileDescriptor(
            rawValue: try check("signalfd") { clinux_signalfd(numbers, Int32(numbers.count)) }
        )
    }

    /// Gives the descriptor back; the signals stay blocked.
    public func close() { descriptor.close() }

    /// The next signal that waits, or nil.
    public func next() -> Signal? {
        let number = clinux_next_signal(descriptor.rawValue)
        return number < 0 ? nil : Signal(rawValue: number)
    }
}
