public import Diagnostics
internal import LinuxSystem

/// The machine that this program runs on, as templates see it.
public struct LocalController: ControllerAccess {
    private let searchPaths: [SearchFolder: [String]]

    /// Looks for relative paths in the folders of a role and of the playbook.
    ///
    /// - Parameter roots: the directories to search, the role's first; in each, the folder of the
    ///   kind (`templates`, `files`) comes before the directory itself.
    public init(roots: [String]) {
        var paths: [SearchFolder: [String]] = [:]
        for folder in [SearchFolder.templates, .files, .vars, .tasks] {
            paths[folder] = roots.flatMap { ["\($0)/\(folder.rawValue)", $0] }
        }
        searchPaths = paths
    }

    /// The file that a relative path means; nil when no search path has it.
    public func locate(_ path: String, in folder: SearchFolder) -> String? {
        if path.hasPrefix("/") { return FileSystem.exists(path) ? path : nil }
        return searchPaths(for: folder).lazy.map { "\($0)/\(path)" }.first {
            FileSystem.exists($0)
        }
    }

    /// Where ``locate(_:in:)`` looks, in order.
    public func searchPaths(for folder: SearchFolder) -> [String] { searchPaths[folder] ?? [] }

    /// The contents of a file.
    public func read(_ path: String) throws(Diagnostic) -> [UInt8] {
        do throws(SystemError) {
            return try FileSystem.read(path)
        } catch {
            throw Diagnostic("the file '\(path)' cannot be read: \(error)")
        }
    }

    /// The names in a directory; nil when it cannot be read.
    public func entries(of directory: String) -> [String]? {
        try? FileSystem.entries(of: directory)
    }

    /// What is at a path; nil when there is nothing.
    public func kind(of path: String, followingLinks: Bool) -> ControllerFileKind? {
        let status = followingLinks ? FileStatus.of(path) : FileStatus.ofLink(at: path)
        guard let status else { return nil }
        switch status.kind {
        case .file: return .file
        case .directory: return .directory
        case .link: return .link
        default: return .other
        }
    }

    /// A variable of the environment.
    public func environment(_ name: String) -> String? { Environment[name] }

    /// The standard output of a command run by `sh`.
    public func output(of command: String) throws(Diagnostic) -> String {
        let collected: CollectedOutput
        do throws(SystemError) {
            collected = try Subprocess.run(["/bin/sh", "-c", command])
        } catch {
            throw Diagnostic("the command '\(command)' cannot be run: \(error)")
        }
        guard collected.ending.isSuccess else {
            throw Diagnostic(
                "the command '\(command)' failed",
                hint: collected.errorText.isEmpty ? nil : "it said: \(collected.errorText)"
            )
        }
        return collected.text
    }

    /// A relative path starts at the working folder.
    public func absolute(_ path: String) -> String { path }

    /// The hosts and groups that are named; patterns are none here.
    public func hosts(
        matching patterns: [String],
        in groups: [(name: String, hosts: [String])]
    ) -> [String] {
        patterns.flatMap { pattern in
            groups.first { $0.name == pattern }?.hosts
                ?? (groups.contains { $0.hosts.contains(pattern) } ? [pattern] : [])
        }
    }

    /// The path without links, `.` and `..`.
    public func resolved(_ path: String) -> String {
        (try? FileSystem.resolved(path)) ?? PathFilters.normalized(path)
    }
}
