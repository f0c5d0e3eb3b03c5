internal import CLinux
internal import Glibc

/// A program's going to the background, of which the process that it was started as learns the
/// outcome: that one ends when the program runs, with status 0, or has ended, with status 1.
public struct BackgroundStart: Sendable {
    private let outcome: FileDescriptor
    private let nowhere: FileDescriptor

    /// Goes on in a process and a session of its own, a child of init's; call it before the first
    /// thread.
    ///
    /// The C functions are `fork` and `setsid`.
    public init() throws(SystemError) {
        nowhere = try FileSystem.open("/dev/null", [.readWrite])
        let pipe = try FileDescriptor.pipe()
        let child = try check("fork") { clinux_fork_session() }
        guard child == 0 else {
            pipe.write.close()
            let word = (try? pipe.read.read(upTo: 1)) ?? []
            CurrentProcess.exit(word.isEmpty ? 1 : 0)
        }
        pipe.read.close()
        outcome = pipe.write
    }

    /// The program runs: lets the first process end well.
    ///
    /// Standard input, output and error lead nowhere from now on, unless they are kept.
    public func succeed(keepingOutput: Bool) {
        if !keepingOutput {
            for number in Int32(0)...2 { dup2(nowhere.rawValue, number) }
        }
        nowhere.close()
        try? outcome.writeAll([1])
        outcome.close()
    }
}
