import Diagnostics
import LinuxSystem

/// Finds the file of tasks that an include or import names.
struct TaskFileFinder {
    let role: Role?
    let directory: String
    let playbookDirectory: String
    let isHandlers: Bool

    /// The path; looked for beside the file that names it, in the role's tasks, beside the
    /// playbook.
    func find(_ name: String, at place: SourcePlace) throws(Diagnostic) -> String {
        let candidates = self.candidates(name)
        if let path = candidates.first(where: { FileStatus.of($0)?.kind == .file }) { return path }
        throw Diagnostic(
            "the file of tasks '\(name)' was not found",
            at: place,
            expected: "one of " + candidates.joined(separator: ", ")
        )
    }

    private func candidates(_ name: String) -> [String] {
        if name.hasPrefix("/") { return [name] }
        var folders = [directory]
        if let role {
            if isHandlers { folders.append("\(role.path)/handlers") }
            folders += ["\(role.path)/tasks", role.path]
        }
        folders += [playbookDirectory, playbookDirectory + "/tasks"]
        var paths: [String] = []
        for folder in folders {
            let path = folder == "." ? name : "\(folder)/\(name)"
            if !paths.contains(path) { paths.append(path) }
        }
        return paths
    }
}

/// Reads a file of tasks.
struct TaskFileReader {
    let session: LoadSession
    let play: PlayDraft

    func read(
        _ path: String,
        from place: SourcePlace?,
        _ surroundings: TaskSurroundings
    ) -> [TaskItem] {
        if session.openFiles.contains(path), let place {
            session.report(
                Diagnostic(
                    "'\(path)' imports itself",
                    at: place,
                    hint: "use 'include_tasks' with a condition for tasks that repeat"
                )
            )
            return []
        }
        session.openFiles.append(path)
        defer { session.openFiles.removeLast() }
        var inner = surroundings
        inner.directory = LoadSession.folder(of: path)
        return session.including(from: place) {
            guard let document = session.document(path, from: place) else { return [] }
            return TaskListReader(session: session, play: play).read(document, inner)
        }
    }
}

extension LoadSession {
    /// The folder of a path.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
