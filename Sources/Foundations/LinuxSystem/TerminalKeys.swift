internal import Glibc

/// A terminal whose keys are read one by one and do not show, until it is restored.
///
/// Keys that would send signals, Ctrl-C among them, are read as bytes too.
///
/// The C function is `tcsetattr`.
public struct TerminalKeys: Sendable {
    private let terminal: FileDescriptor
    private let before: termios

    /// Takes the keys of a terminal; nil when it is none.
    public init?(_ terminal: FileDescriptor) {
        var settings = termios()
        guard tcgetattr(terminal.rawValue, &settings) == 0 else { return nil }
        self.terminal = terminal
        before = settings
        settings.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard tcsetattr(terminal.rawValue, TCSADRAIN, &settings) == 0 else { return nil }
    }

    /// Makes the terminal what it was.
    public func restore() {
        var settings = before
        tcsetattr(terminal.rawValue, TCSAFLUSH, &settings)
    }
}
