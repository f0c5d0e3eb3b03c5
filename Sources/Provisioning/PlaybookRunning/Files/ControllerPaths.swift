internal import LinuxSystem
internal import Playbooks

/// Where the files that a task names are looked for: the role's folders, then beside the playbook.
struct ControllerPaths: Sendable {
    /// The folders of the role, of the roles that depend on it, and of the playbook.
    let roots: [String]
    /// The folder of the file that holds the task.
    private let taskDirectory: String?

    init(role: Role?, taskFile: String?, playbookDirectory: String) {
        var roots: [String] = []
        if let role { roots = ([role] + role.parents.reversed()).map(\.path) }
        self.roots = (roots + [playbookDirectory]).map(Self.absolute)
        taskDirectory = taskFile.map { Self.absolute(Self.directory(of: $0)) }
    }

    /// The path from the root: what lookups find is used by tasks of other folders.
    private static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return path == "." ? CurrentProcess.directory : "\(CurrentProcess.directory)/\(path)"
    }

    /// The places where a file may be, in order.
    func candidates(for name: String, in folder: String) -> [String] {
        if name.hasPrefix("/") { return [name] }
        if name.hasPrefix("~/"), let home = Environment["HOME"] { return [home + name.dropFirst()] }
        var found: [String] = []
        for (index, root) in roots.enumerated() {
            found += ["\(root)/\(folder)/\(name)", "\(root)/\(name)"]
            if index == 0, let taskDirectory {
                found += ["\(taskDirectory)/\(folder)/\(name)", "\(taskDirectory)/\(name)"]
            }
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// The first place that has the file.
    func locate(_ name: String, in folder: String) -> String? {
        candidates(for: name, in: folder).first { FileStatus.of($0) != nil }
    }

    /// The folders that files are looked for in.
    func searchPaths(for folder: String) -> [String] {
        var paths = roots.flatMap { ["\($0)/\(folder)", $0] }
        if let taskDirectory { paths.append(taskDirectory) }
        var seen: Set<String> = []
        return paths.filter { seen.insert($0).inserted }
    }

    /// The folder part of a path.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
