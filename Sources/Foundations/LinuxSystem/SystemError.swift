internal import CLinux
internal import Glibc

/// A call to the kernel or the C library that failed: which, on what, and why.
public struct SystemError: Error, Hashable, Sendable {
    /// Why, as the kernel numbers it.
    public var code: Errno

    /// The name of the call, as `open`.
    public var call: String

    /// What it was about: a path, an address; empty when there is nothing to name.
    public var subject: String

    /// Says which call failed on what.
    public init(_ code: Errno, call: String, subject: String = "") {
        self.code = code
        self.call = call
        self.subject = subject
    }

    /// The failure of the call that just returned on this thread.
    static func last(_ call: String, _ subject: String = "") -> SystemError {
        SystemError(.last, call: call, subject: subject)
    }
}

extension SystemError: CustomStringConvertible {
    /// `open /etc/shadow: permission denied`.
    public var description: String {
        subject.isEmpty ? "\(call): \(code)" : "\(call) \(subject): \(code)"
    }
}

/// A reason of the kernel's for a failure.
///
/// The C name is `errno`.
public struct Errno: RawRepresentable, Hashable, Sendable {
    /// The number.
    public var rawValue: Int32

    /// Wraps a number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The reason of the call that just failed on this thread.
    static var last: Errno { Errno(rawValue: clinux_errno()) }

    /// The operation would have to wait (EAGAIN).
    public static var wouldBlock: Errno { Errno(rawValue: EAGAIN) }
    /// The connection is being made (EINPROGRESS).
    public static var inProgress: Errno { Errno(rawValue: EINPROGRESS) }
    /// A signal interrupted it (EINTR).
    public static var interrupted: Errno { Errno(rawValue: EINTR) }
    /// There is no such file (ENOENT).
    public static var notFound: Errno { Errno(rawValue: ENOENT) }
    /// It exists already (EEXIST).
    public static var exists: Errno { Errno(rawValue: EEXIST) }
    /// Not allowed by permissions (EACCES).
    public static var accessDenied: Errno { Errno(rawValue: EACCES) }
    /// Not allowed to this user at all (EPERM).
    public static var notPermitted: Errno { Errno(rawValue: EPERM) }
    /// Nobody listens there (ECONNREFUSED).
    public static var connectionRefused: Errno { Errno(rawValue: ECONNREFUSED) }
    /// No way leads there.
    public static var networkUnreachable: Errno { Errno(rawValue: ENETUNREACH) }
    /// The peer cut the connection (ECONNRESET).
    public static var connectionReset: Errno { Errno(rawValue: ECONNRESET) }
    /// The peer does not read any more (EPIPE).
    public static var brokenPipe: Errno { Errno(rawValue: EPIPE) }
    /// It took too long (ETIMEDOUT).
    public static var timedOut: Errno { Errno(rawValue: ETIMEDOUT) }
    /// No route to there (EHOSTUNREACH).
    public static var hostUnreachable: Errno { Errno(rawValue: EHOSTUNREACH) }
    /// Another socket has that address (EADDRINUSE).
    public static var addressInUse: Errno { Errno(rawValue: EADDRINUSE) }
    /// No descriptors left in the process (EMFILE).
    public static var tooManyOpenFiles: Errno { Errno(rawValue: EMFILE) }
    /// The argument makes no sense (EINVAL).
    public static var invalidArgument: Errno { Errno(rawValue: EINVAL) }
    /// A file where a directory was expected (ENOTDIR).
    public static var notADirectory: Errno { Errno(rawValue: ENOTDIR) }
    /// A directory where a file was expected (EISDIR).
    public static var isADirectory: Errno { Errno(rawValue: EISDIR) }
    /// The directory has entries (ENOTEMPTY).
    public static var directoryNotEmpty: Errno { Errno(rawValue: ENOTEMPTY) }
    /// The file systems differ (EXDEV).
    public static var crossesDevices: Errno { Errno(rawValue: EXDEV) }
    /// There is no such process (ESRCH).
    public static var noSuchProcess: Errno { Errno(rawValue: ESRCH) }
}

extension Errno: CustomStringConvertible {
    /// The C library's sentence, starting in lower case: `no such file or directory`.
    public var description: String {
        var buffer = [CChar](repeating: 0, count: 128)
        let text = buffer.withUnsafeMutableBufferPointer { buffer in
            clinux_describe_error(rawValue, buffer.baseAddress, UInt(buffer.count))
                .map { String(cString: $0) } ?? "error \(rawValue)"
        }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// Runs a call that returns a negative number on failure until it is not interrupted.
@discardableResult
func check<Result: SignedInteger>(
    _ call: String,
    _ subject: String = "",
    _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result >= 0 { return result }
        let code = Errno.last
        if code == .interrupted { continue }
        throw SystemError(code, call: call, subject: subject)
    }
}
