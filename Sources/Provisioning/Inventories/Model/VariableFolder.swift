public import Diagnostics
public import DocumentValues
internal import LinuxSystem
public import Vaulting

/// `group_vars` and `host_vars` in a folder: beside an inventory or a playbook.
public struct VariableFolder: Sendable {
    /// The folder that they are in.
    public let directory: String

    private var groups: [String: [VariableSet]] = [:]
    private var hosts: [String: [VariableSet]] = [:]

    /// Reads all files of variables in a folder.
    ///
    /// A file `NAME`, `NAME.yml`, `NAME.yaml` or `NAME.json` holds the variables of NAME, as does
    /// a folder NAME, whose files are taken in the order of their names.
    public static func load(
        beside directory: String,
        keyring: VaultKeyring
    ) throws(DiagnosticList) -> VariableFolder {
        var folder = VariableFolder(directory: directory)
        var diagnostics: [Diagnostic] = []
        folder.groups = sets(in: "\(directory)/group_vars", keyring, &diagnostics)
        folder.hosts = sets(in: "\(directory)/host_vars", keyring, &diagnostics)
        if !diagnostics.isEmpty { throw DiagnosticList(diagnostics) }
        return folder
    }

    /// The variables of a group, later ones win.
    public func groupVariables(_ group: String) -> [VariableSet] { groups[group] ?? [] }

    /// The variables of a host, later ones win.
    public func hostVariables(_ host: String) -> [VariableSet] { hosts[host] ?? [] }

    private init(directory: String) {
        self.directory = directory
    }

    private static let extensions = ["", ".yml", ".yaml", ".json"]

    private static func sets(
        in directory: String,
        _ keyring: VaultKeyring,
        _ diagnostics: inout [Diagnostic]
    ) -> [String: [VariableSet]] {
        var found: [String: [VariableSet]] = [:]
        var ranks: [String: Int] = [:]
        for entry in entries(of: directory) {
            let path = "\(directory)/\(entry)"
            if FileStatus.of(path)?.kind == .directory {
                // A folder NAME goes before a file NAME.yml, which then is not read.
                found[entry] = files(below: path).map { read($0, keyring, &diagnostics) }
                ranks[entry] = 0
                continue
            }
            guard let rank = extensions.lastIndex(where: { entry.hasSuffix($0) }) else { continue }
            let name = String(entry.dropLast(extensions[rank].count))
            guard rank > 0 || !IgnoredFiles.isIgnored(entry) else { continue }
            if let known = ranks[name], known <= rank { continue }
            ranks[name] = rank
            found[name] = [read(path, keyring, &diagnostics)]
        }
        return found
    }

    private static func files(below directory: String) -> [String] {
        entries(of: directory).flatMap { entry -> [String] in
            let path = "\(directory)/\(entry)"
            if FileStatus.of(path)?.kind == .directory { return files(below: path) }
            let hasKnownEnd = extensions.dropFirst().contains { entry.hasSuffix($0) }
            return hasKnownEnd || !entry.contains(".") ? [path] : []
        }
    }

    private static func entries(of directory: String) -> [String] {
        let names = (try? FileSystem.entries(of: directory)) ?? []
        return names.filter { !$0.hasPrefix(".") && !$0.hasSuffix("~") }
    }

    private static func read(
        _ path: String,
        _ keyring: VaultKeyring,
        _ diagnostics: inout [Diagnostic]
    ) -> VariableSet {
        do throws(DiagnosticList) {
            return try VariableFile.read(path, keyring: keyring)
        } catch {
            diagnostics += error.diagnostics
            return VariableSet(origin: path)
        }
    }
}
