internal import CLinux
internal import Glibc

/// How a process ended.
public enum ProcessEnding: Hashable, Sendable {
    /// It returned that status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Signal)

    /// Whether it returned 0.
    public var isSuccess: Bool { self == .exited(0) }

    init(status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(Signal(rawValue: signal))
    }
}

/// A program that was started, with the pipes to it that were asked for.
///
/// The C functions are `posix_spawnp` and `waitpid`. The pipes are closed by the owner.
public struct Subprocess: Sendable {
    /// The process's number.
    public let id: Int32
    /// What is written here the program reads; nil unless asked for.
    public let standardInput: FileDescriptor?
    /// What the program writes is read here; nil unless asked for.
    public let standardOutput: FileDescriptor?
    /// What the program writes as errors is read here; nil unless asked for.
    public let standardError: FileDescriptor?

    /// Where one of the three standard streams goes.
    public enum Stream: Sendable {
        /// To a pipe whose other end is in the value returned.
        case pipe
        /// Where this program's goes.
        case inherited
        /// To `/dev/null`.
        case none
        /// To this descriptor, which stays open here.
        case descriptor(FileDescriptor)
    }

    /// Starts a program with an argument vector; the first word names it, searched in PATH.
    public static func start(
        _ arguments: [String],
        environment: [String: String]? = nil,
        input: Stream = .none,
        output: Stream = .inherited,
        error: Stream = .inherited,
        directory: String? = nil,
        inNewSession: Bool = false
    ) throws(SystemError) -> Subprocess {
        let name = arguments.first ?? ""
        var opened: [FileDescriptor] = []
        do throws(SystemError) {
            let input = try open(input, writesToChild: true, opened: &opened)
            let output = try open(output, writesToChild: false, opened: &opened)
            let error = try open(error, writesToChild: false, opened: &opened)
            let pairs = (environment ?? Environment.all).map { "\($0.key)=\($0.value)" }
            var pid: Int32 = 0
            let standard = [input.child, output.child, error.child].map { $0?.rawValue ?? -1 }
            let failure = withCStrings(arguments) { arguments in
                withCStrings(pairs) { environment in
                    clinux_spawn(
                        &pid,
                        name,
                        arguments,
                        environment,
                        standard,
                        directory,
                        inNewSession ? 1 : 0
                    )
                }
            }
            if failure != 0 {
                throw SystemError(Errno(rawValue: failure), call: "start", subject: name)
            }
            let kept = [input.own, output.own, error.own]
            for descriptor in opened where !kept.contains(descriptor) { descriptor.close() }
            return Subprocess(
                id: pid,
                standardInput: input.own,
                standardOutput: output.own,
                standardError: error.own
            )
        } catch {
            for descriptor in opened { descriptor.close() }
            throw error
        }
    }

    private static func open(
        _ stream: Stream,
        writesToChild: Bool,
        opened: inout [FileDescriptor]
    ) throws(SystemError) -> (child: FileDescriptor?, own: FileDescriptor?) {
        switch stream {
        case .inherited:
            return (nil, nil)
        case .none:
            let null = try FileSystem.open("/dev/null", .readWrite)
            opened.append(null)
            return (null, nil)
        case .descriptor(let descriptor):
            return (descriptor, nil)
        case .pipe:
            let pipe = try FileDescriptor.pipe()
            opened += [pipe.read, pipe.write]
            return writesToChild ? (pipe.read, pipe.write) : (pipe.write, pipe.read)
        }
    }

    /// Waits until the program has ended.
    ///
    /// The C function is `waitpid`.
    public func wait() throws(SystemError) -> ProcessEnding {
        var status: Int32 = 0
        try check("waitpid", String(id)) { waitpid(id, &status, 0) }
        return ProcessEnding(status: status)
    }

    /// How the program ended, or nil while it runs.
    public func endingIfAny() throws(SystemError) -> ProcessEnding? {
        var status: Int32 = 0
        let ended = try check("waitpid", String(id)) { waitpid(id, &status, WNOHANG) }
        return ended == 0 ? nil : ProcessEnding(status: status)
    }

    /// Sends it a signal.
    public func send(_ signal: Signal) throws(SystemError) {
        try signal.send(to: id)
    }
}

/// Lends an array of C strings that ends with a null pointer.
func withCStrings<Result>(
    _ strings: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
