/// A colour of the console, by the code that Ansible gives its meaning.
enum TerminalColor: String {
    /// All is as wanted.
    case ok = "0;32"
    /// Something changed.
    case changed = "0;33"
    /// A failure.
    case failed = "0;31"
    /// Something was left out.
    case skipped = "0;36"
    /// A host is unreachable.
    case unreachable = "1;31"
    /// A warning.
    case warning = "1;35"
    /// A remark for those who look closely.
    case debug = "1;30"

    /// The text in this colour, line by line.
    func paint(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "\u{1B}[\(rawValue)m\($0)\u{1B}[0m" }
            .joined(separator: "\n")
    }
}
