internal import CommandLineOptions
public import Diagnostics
internal import LinuxSystem

/// Where a command writes.
public struct CommandOutput: Sendable {
    /// Writes a text for the operator or the next program.
    public let write: @Sendable (String) -> Void

    /// Writes a text that says what is wrong.
    public let writeError: @Sendable (String) -> Void

    /// An output.
    public init(
        write: @escaping @Sendable (String) -> Void,
        writeError: @escaping @Sendable (String) -> Void
    ) {
        self.write = write
        self.writeError = writeError
    }

    /// Standard output and standard error.
    public static let standard = CommandOutput(
        write: { standardOutput.write($0) },
        writeError: { try? FileDescriptor.standardError.writeAll($0) }
    )

    /// What stands between the program and standard output.
    static let standardOutput = ReportSink(.standardOutput, name: "the standard output")

    /// Writes diagnostics, a blank line between two.
    public func report(_ diagnostics: [Diagnostic]) {
        writeError(diagnostics.map { $0.rendered() + "\n" }.joined(separator: "\n"))
    }
}

/// The exit statuses of `ansible-playbook`.
enum ExitStatus {
    /// All went well.
    static let success: Int32 = 0
    /// Something went wrong that is about no host.
    static let failure: Int32 = 1
    /// The operator ended it.
    static let interrupted: Int32 = 99
    /// The command line is wrong.
    static let usage: Int32 = 2
    /// What the operator wrote is wrong.
    static let syntax: Int32 = 4
}

extension CommandLineTable {
    /// Reads a command line; prints the help, or what is wrong, when it is not to be run.
    func read(
        _ words: [String],
        into settings: Settings,
        _ output: CommandOutput
    ) -> CommandLineReading<Settings> {
        do throws(DiagnosticList) {
            switch try parse(words, into: settings) {
            case .run(let settings, let operands):
                return .run(settings, operands: operands)
            case .help:
                output.write(help())
                return .stop(ExitStatus.success)
            }
        } catch {
            output.report(error.diagnostics)
            return .stop(ExitStatus.usage)
        }
    }
}

/// What comes after a command line was read.
enum CommandLineReading<Settings> {
    /// The command runs.
    case run(Settings, operands: [String])
    /// Nothing is left to do.
    case stop(Int32)
}
