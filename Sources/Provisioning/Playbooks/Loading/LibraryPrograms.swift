import LinuxSystem

extension LoadSession {
    /// Whether a module's name is that of a program which Ansible would run: in the folder
    /// `library` of the playbook, of the role, or of any role that has been read.
    func isInLibrary(_ name: String, _ role: Role?) -> Bool {
        let legacy = "ansible.legacy."
        let short = name.hasPrefix(legacy) ? String(name.dropFirst(legacy.count)) : name
        guard !short.isEmpty, !short.contains(where: { "./".contains($0) }) else { return false }
        let roles = Set(roleContents.values.map(\.path)).sorted()
        let folders = [playbookDirectory] + (role?.lineage.map(\.path) ?? []) + roles
        return folders.contains { folder in
            ["", ".py", ".ps1", ".sh"].contains {
                FileStatus.of("\(folder)/library/\(short)\($0)")?.kind == .file
            }
        }
    }
}
