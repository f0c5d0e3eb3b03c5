internal import Glibc

/// Asks the operator at the terminal.
public enum TerminalQuestion {
    /// Asks for a secret, which does not show while it is typed; nil without a terminal.
    ///
    /// The C function is `tcsetattr`.
    public static func askSecret(_ question: String) -> String? {
        guard let terminal = try? FileSystem.open("/dev/tty", .readWrite) else { return nil }
        defer { terminal.close() }
        var settings = termios()
        guard tcgetattr(terminal.rawValue, &settings) == 0 else { return nil }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(terminal.rawValue, TCSAFLUSH, &silent)
        defer { tcsetattr(terminal.rawValue, TCSAFLUSH, &settings) }
        try? terminal.writeAll(question)
        var answer: [UInt8] = []
        while let bytes = try? terminal.read(upTo: 1), let byte = bytes.first, byte != 0x0A {
            answer.append(byte)
        }
        try? terminal.writeAll("\n")
        return String(decoding: answer, as: UTF8.self)
    }
}
