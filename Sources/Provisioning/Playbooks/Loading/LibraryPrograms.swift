import LinuxSystem
import ModuleContract

extension LoadSession {
    /// Whether a module's name is that of a program which Ansible would run: in the folder
    /// `library` of the playbook, of the role, or of any role that has been read.
    func isInLibrary(_ name: String, _ role: Role?) -> Bool { libraryPath(of: name, role) != nil }

    /// The module that a program in a `library` is; nil when there is none, or none that can be run
    /// without Python.
    func libraryModule(_ name: String, _ role: Role?) -> ModuleEntry? {
        guard let path = libraryPath(of: name, role), !path.hasSuffix(".py"),
            !path.hasSuffix(".ps1"), let bytes = try? FileSystem.read(path)
        else { return nil }
        if bytes.starts(with: [0x7F] + Array("ELF".utf8)) {
            return .program(name, path: path, takesJSON: true)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let first = text.prefix { !$0.isNewline }
        guard first.hasPrefix("#!"), !first.contains("python") else { return nil }
        return .program(name, path: path, takesJSON: text.contains("WANT_JSON"))
    }

    private func libraryPath(of name: String, _ role: Role?) -> String? {
        let legacy = "ansible.legacy."
        let short = name.hasPrefix(legacy) ? String(name.dropFirst(legacy.count)) : name
        guard !short.isEmpty, !short.contains(where: { "./".contains($0) }) else { return nil }
        let roles = Set(roleContents.values.map(\.path)).sorted()
        let folders = [playbookDirectory] + (role?.lineage.map(\.path) ?? []) + roles
        let paths = folders.flatMap { folder in
            ["", ".py", ".ps1", ".sh"].map { "\(folder)/library/\(short)\($0)" }
        }
        return paths.first { FileStatus.of($0)?.kind == .file }
    }
}
