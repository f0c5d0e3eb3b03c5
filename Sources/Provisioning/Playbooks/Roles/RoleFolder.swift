import DocumentValues
import LinuxSystem

/// The files of a role's folder by their section.
struct RoleFolder {
    let path: String

    private static let ends = ["", ".yml", ".yaml", ".json"]

    /// The file `main` of a section, or another one that a use names; nil when there is none.
    func file(_ section: String, _ name: String = "main") -> String? {
        RoleFolder.ends.map { "\(path)/\(section)/\(name)\($0)" }
            .first { FileStatus.of($0)?.kind == .file }
    }

    /// The files of a section of variables: `main`, or all files in the folder `main`.
    func variableFiles(_ section: String, _ name: String = "main") -> [String] {
        let folder = "\(path)/\(section)/\(name)"
        if FileStatus.of(folder)?.kind == .directory {
            let names = (try? FileSystem.entries(of: folder)) ?? []
            return names.filter { name in
                RoleFolder.ends.dropFirst().contains { name.hasSuffix($0) }
            }
            .map { "\(folder)/\($0)" }
        }
        return [file(section, name)].compactMap { $0 }
    }
}
