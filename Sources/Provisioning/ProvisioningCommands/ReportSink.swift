internal import Diagnostics
internal import LinuxSystem
internal import Synchronization

/// A file that a command writes, which remembers that it could not be written.
///
/// A run goes on when a report cannot be written; the command then ends with a failure.
final class ReportSink: Sendable {
    private let file: FileDescriptor
    private let name: String
    private let failure = Mutex<SystemError?>(nil)

    /// A file; `name` is how messages call it.
    init(_ file: FileDescriptor, name: String) {
        self.file = file
        self.name = name
    }

    /// Writes a text; after a failure nothing more is written.
    func write(_ text: String) {
        failure.withLock { failure in
            if failure != nil { return }
            do throws(SystemError) {
                try file.writeAll(text)
            } catch {
                failure = error
            }
        }
    }

    /// What kept the text from being written, if anything did.
    var problem: Diagnostic? {
        failure.withLock { $0 }.map { Diagnostic("\(name) can't be written: \($0.code)") }
    }
}
