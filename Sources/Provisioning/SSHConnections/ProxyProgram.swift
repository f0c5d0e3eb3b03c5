import Diagnostics
import HostConnections
import LinuxSystem
import Synchronization

/// The program of `ProxyCommand`: what it reads and writes goes to the server.
final class ProxyProgram: Sendable {
    private let process: Subprocess
    private let errors: FileDescriptor?
    private let isEnded = Mutex(false)

    /// The local end of the way to the server; it belongs to the caller.
    let socket: FileDescriptor

    /// Starts the program by the shell, as OpenSSH does.
    init(_ commandLine: String) throws(SystemError) {
        let (own, other) = try FileDescriptor.socketPair(nonblocking: false)
        defer { other.close() }
        do throws(SystemError) {
            try own.setNonblocking(true)
            process = try Subprocess.start(
                ["/bin/sh", "-c", "exec \(commandLine)"],
                input: .descriptor(other),
                output: .descriptor(other),
                error: .pipe,
                inNewSession: true
            )
        } catch {
            own.close()
            throw error
        }
        errors = process.standardError
        socket = own
    }

    deinit { end() }

    /// What the program has said on its error output, in one line.
    var words: String {
        guard let errors else { return "" }
        try? errors.setNonblocking(true)
        let bytes = (try? errors.read(upTo: 4096)) ?? []
        return String(decoding: bytes, as: UTF8.self)
            .split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    /// Ends the program, and what it has started in its session.
    func end() {
        let isFirst = isEnded.withLock { isEnded in
            defer { isEnded = true }
            return !isEnded
        }
        if !isFirst { return }
        try? Signal.kill.send(to: -process.id)
        _ = try? process.wait()
        errors?.close()
    }

    /// A command line with its tokens replaced.
    ///
    /// The operator's text is for the shell; what replaces a token is not, so only plain names do.
    static func commandLine(
        _ text: String,
        _ tokens: [String: String],
        at place: SourcePlace?
    ) throws(Diagnostic) -> String {
        for (token, value) in tokens where text.contains(token) {
            if value.hasPrefix("-") || ShellQuoting.quote(value) != value {
                throw Diagnostic(
                    "'\(value)' can't stand for '\(token)' in a command line",
                    at: place,
                    expected: "a name of letters, digits and '.', '-', '_', ':', '@'"
                )
            }
        }
        return expanded(text, tokens.merging(["%%": "%"]) { own, _ in own })
    }
}
