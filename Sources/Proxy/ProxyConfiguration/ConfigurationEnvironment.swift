/// What reading a configuration asks of the machine: variables and files.
///
/// Tests give their own; the program gives the real ones.
public struct ConfigurationEnvironment: Sendable {
    /// The value of an environment variable.
    public var variable: @Sendable (String) -> String?

    /// The bytes of a file, or the words that say why it cannot be read.
    public var readFile: @Sendable (String) -> FileContents

    /// Whether there is a user of a name.
    public var userExists: @Sendable (String) -> Bool

    /// Whether there is a group of a name.
    public var groupExists: @Sendable (String) -> Bool

    /// What the program is, for conditions.
    public var facts: ProgramFacts

    /// What stands at a path; nil has it read to find out.
    public var kindOfFile: (@Sendable (String) -> FileKind)?

    /// What stands at a path.
    public enum FileKind: Sendable, Hashable {
        /// A file.
        case file
        /// A directory with these entries, by name.
        case directory([String])
        /// Nothing that can be read, for this reason.
        case unreadable(String)
    }

    /// What stands at a path.
    public func kind(of path: String) -> FileKind {
        if let kindOfFile { return kindOfFile(path) }
        switch readFile(path) {
        case .bytes: return .file
        case .directory(let names): return .directory(names)
        case .unreadable(let reason): return .unreadable(reason)
        }
    }

    /// What became of reading a file.
    public enum FileContents: Sendable, Hashable {
        /// The bytes.
        case bytes([UInt8])
        /// It is a directory with these entries, by name.
        case directory([String])
        /// Why it cannot be read, in the system's words.
        case unreadable(String)
    }

    /// Asks these; every user and group is there unless said otherwise.
    public init(
        variable: @escaping @Sendable (String) -> String?,
        readFile: @escaping @Sendable (String) -> FileContents,
        userExists: @escaping @Sendable (String) -> Bool = { _ in true },
        groupExists: @escaping @Sendable (String) -> Bool = { _ in true },
        facts: ProgramFacts = ProgramFacts()
    ) {
        self.variable = variable
        self.readFile = readFile
        self.userExists = userExists
        self.groupExists = groupExists
        self.facts = facts
    }
}
