/// What reading a configuration asks of the machine: variables and files.
///
/// Tests give their own; the program gives the real ones.
public struct ConfigurationEnvironment: Sendable {
    /// The value of an environment variable.
    public var variable: @Sendable (String) -> String?

    /// The bytes of a file, or the words that say why it cannot be read.
    public var readFile: @Sendable (String) -> FileContents

    /// What became of reading a file.
    public enum FileContents: Sendable, Hashable {
        /// The bytes.
        case bytes([UInt8])
        /// It is a directory with these entries, by name.
        case directory([String])
        /// Why it cannot be read, in the system's words.
        case unreadable(String)
    }

    /// Asks these.
    public init(
        variable: @escaping @Sendable (String) -> String?,
        readFile: @escaping @Sendable (String) -> FileContents
    ) {
        self.variable = variable
        self.readFile = readFile
    }
}
