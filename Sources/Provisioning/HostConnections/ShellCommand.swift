/// One thing to run on a target.
public struct ShellCommand: Sendable, Hashable {
    /// What runs.
    public enum Program: Sendable, Hashable {
        /// A program with its arguments, as they are: nothing in them is interpreted.
        case arguments([String])
        /// A constant `sh` fragment; the data are `"$1"`, `"$2"` …
        case script(ShellScript, parameters: [String])
    }

    /// What runs.
    public var program: Program

    /// The bytes it reads on standard input; nil is `/dev/null`.
    public var input: [UInt8]?

    /// Variables set for it, beside those of the login shell.
    public var environment: [String: String]

    /// The directory it runs in; nil is the one the session started in.
    public var directory: String?

    /// The file mode creation mask; nil leaves the session's.
    public var umask: UInt16?

    /// When it takes longer it is killed and the result says so.
    public var timeout: Duration?

    /// Describes what to run.
    public init(
        _ program: Program,
        input: [UInt8]? = nil,
        environment: [String: String] = [:],
        directory: String? = nil,
        umask: UInt16? = nil,
        timeout: Duration? = nil
    ) {
        self.program = program
        self.input = input
        self.environment = environment
        self.directory = directory
        self.umask = umask
        self.timeout = timeout
    }

    /// A program with its arguments.
    public static func arguments(_ words: [String]) -> ShellCommand {
        ShellCommand(.arguments(words))
    }

    /// A constant fragment with its data.
    public static func script(_ script: ShellScript, _ parameters: [String] = []) -> ShellCommand {
        ShellCommand(.script(script, parameters: parameters))
    }
}

/// What a command left behind.
public struct CommandResult: Sendable, Hashable {
    /// The status it returned; 128 and the signal's number when a signal ended it.
    public var exitStatus: Int32

    /// What it wrote on standard output.
    public var output: [UInt8]

    /// What it wrote on standard error.
    public var errorOutput: [UInt8]

    /// Whether it was killed because its time was over.
    public var isTimedOut: Bool

    /// Puts a result together.
    public init(
        exitStatus: Int32,
        output: [UInt8] = [],
        errorOutput: [UInt8] = [],
        isTimedOut: Bool = false
    ) {
        self.exitStatus = exitStatus
        self.output = output
        self.errorOutput = errorOutput
        self.isTimedOut = isTimedOut
    }

    /// Whether it returned 0.
    public var isSuccess: Bool { exitStatus == 0 && !isTimedOut }

    /// Standard output as text; bytes that are no UTF-8 become replacement characters.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// Standard error as text; bytes that are no UTF-8 become replacement characters.
    public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}
