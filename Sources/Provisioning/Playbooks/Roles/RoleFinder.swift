import Diagnostics
import LinuxSystem

/// Finds the folder of a role by its name.
struct RoleFinder {
    let playbookDirectory: String
    /// The configured `roles_path`.
    let rolesPath: [String]
    /// The configured `collections_path`.
    let collectionsPath: [String]
    /// The folder of the role that asks, for dependencies beside it.
    let askingRole: String?

    /// The folder.
    func find(_ name: String, at place: SourcePlace) throws(Diagnostic) -> String {
        let folders = self.folders
        let candidates =
            name.hasPrefix("/")
            ? [name] : inCollections(name) + folders.map { RoleFinder.join($0, name) }
        if let path = candidates.first(where: { FileStatus.of($0)?.kind == .directory }) {
            return path
        }
        let known = folders.dropLast().flatMap { (try? FileSystem.entries(of: $0)) ?? [] }
        let close = closestWord(to: name, among: Set(known).sorted())
        throw Diagnostic(
            "the role '\(name)' was not found" + (close.map { "; did you mean '\($0)'?" } ?? ""),
            at: place,
            expected: "a folder of that name in " + folders.joined(separator: ", "),
            hint: "more folders can be named by 'roles_path' or ANSIBLE_ROLES_PATH"
        )
    }

    /// The folders of a role of a collection, named `namespace.collection.role`.
    private func inCollections(_ name: String) -> [String] {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, !parts.contains("") else { return [] }
        let role = "\(parts[0])/\(parts[1])/roles/\(parts.dropFirst(2).joined(separator: "/"))"
        return ([RoleFinder.join(playbookDirectory, "collections")] + collectionsPath)
            .flatMap { folder in
                let isInside = folder.hasSuffix("/ansible_collections")
                return ["\(folder)\(isInside ? "" : "/ansible_collections")/\(role)"]
            }
    }

    /// Beside the playbook, beside the folder of playbooks, configured, in the current folder,
    /// beside the role that asks, the playbook's own folder.
    private var folders: [String] {
        var folders = [
            RoleFinder.join(playbookDirectory, "roles"),
            RoleFinder.join(RoleFinder.parent(of: playbookDirectory), "roles"),
        ]
        folders += rolesPath + ["roles"]
        if let askingRole { folders.append(LoadSession.folder(of: askingRole)) }
        folders.append(playbookDirectory)
        var seen: Set<String> = []
        return folders.filter { seen.insert($0).inserted }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder == "." ? name : "\(folder)/\(name)"
    }

    private static func parent(of folder: String) -> String {
        if folder == "." || folder.hasSuffix("..") { return folder == "." ? ".." : "\(folder)/.." }
        return LoadSession.folder(of: folder)
    }
}
