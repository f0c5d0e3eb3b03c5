internal import LinuxSystem

/// Waits for the operator, or for a time, as `pause` does.
struct OperatorPause {
    let prompt: String?
    let duration: Duration?
    let echoes: Bool

    /// Waits; a question is asked only of a terminal.
    func wait() {
        if let duration {
            MonotonicClock.sleep(for: duration)
            return
        }
        let terminal = FileDescriptor.standardInput
        guard terminal.isTerminal else { return }
        let question = prompt ?? "Press enter to continue"
        try? FileDescriptor.standardError.writeAll("\(question)\n")
        while let bytes = try? terminal.read(upTo: 1), !bytes.isEmpty, bytes != [0x0A] {}
    }
}
