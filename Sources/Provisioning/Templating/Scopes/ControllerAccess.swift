public import Diagnostics

/// The kinds of files that a role keeps in folders of their own.
public enum SearchFolder: String, Sendable {
    /// `templates/`: `include`, `import` and the lookup `template`.
    case templates
    /// `files/`: the lookups `file`, `fileglob` and `first_found`.
    case files
    /// `vars/`
    case vars
    /// `tasks/`
    case tasks
}

/// What templates may ask of the machine that they are rendered on.
///
/// The caller gives the search paths: the role's folders, the playbook's.
public protocol ControllerAccess: Sendable {
    /// The file that a relative path means; nil when no search path has it.
    func locate(_ path: String, in folder: SearchFolder) -> String?

    /// Where ``locate(_:in:)`` looks, in order, for messages.
    func searchPaths(for folder: SearchFolder) -> [String]

    /// The contents of a file.
    func read(_ path: String) throws(Diagnostic) -> [UInt8]

    /// The names in a directory; nil when it cannot be read.
    func entries(of directory: String) -> [String]?

    /// What is at a path; nil when there is nothing.
    func kind(of path: String, followingLinks: Bool) -> ControllerFileKind?

    /// A variable of the environment.
    func environment(_ name: String) -> String?

    /// The standard output of a command run by `sh`, for the lookup `pipe`.
    func output(of command: String) throws(Diagnostic) -> String

    /// The path without links, `.` and `..`.
    func resolved(_ path: String) -> String

    /// The path that a relative one means where no search path counts.
    func absolute(_ path: String) -> String

    /// The hosts that patterns mean among groups of hosts; none when a pattern is broken.
    func hosts(
        matching patterns: [String],
        in groups: [(name: String, hosts: [String])]
    ) -> [String]
}

/// What a path on the controller is.
public enum ControllerFileKind: Sendable {
    /// A regular file.
    case file
    /// A directory.
    case directory
    /// A symbolic link, when links are not followed.
    case link
    /// Anything else.
    case other
}
