internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import Templating
internal import Vaulting

/// The controller as templates see it: files by the search paths of their task.
struct TemplateFiles: ControllerAccess {
    let paths: ControllerPaths
    let vaults: VaultOpener

    func locate(_ path: String, in folder: SearchFolder) -> String? {
        paths.locate(path, in: folder.rawValue)
    }

    func searchPaths(for folder: SearchFolder) -> [String] {
        paths.searchPaths(for: folder.rawValue)
    }

    func read(_ path: String) throws(Diagnostic) -> [UInt8] {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(path)
        } catch {
            throw Diagnostic("'\(path)' can't be read: \(error.code)")
        }
        let text = String(decoding: bytes.prefix(32), as: UTF8.self)
        guard VaultKeyring.isVault(text) else { return bytes }
        return try vaults.openFile(String(decoding: bytes, as: UTF8.self))
    }

    func entries(of directory: String) -> [String]? { try? FileSystem.entries(of: directory) }

    func kind(of path: String, followingLinks: Bool) -> ControllerFileKind? {
        let status = followingLinks ? FileStatus.of(path) : FileStatus.ofLink(at: path)
        switch status?.kind {
        case nil: return nil
        case .file?: return .file
        case .directory?: return .directory
        case .link?: return .link
        default: return .other
        }
    }

    func environment(_ name: String) -> String? { Environment[name] }

    func output(of command: String) throws(Diagnostic) -> String {
        let output: CollectedOutput
        do throws(SystemError) {
            output = try Subprocess.run(["/bin/sh", "-c", command])
        } catch {
            throw Diagnostic("'\(command)' can't be started: \(error.code)")
        }
        guard output.ending.isSuccess else {
            throw Diagnostic("lookup_plugin.pipe(\(command)) returned an error")
        }
        return output.text
    }

    func absolute(_ path: String) -> String {
        if path.hasPrefix("~/"), let home = Environment["HOME"] { return home + path.dropFirst() }
        if path.hasPrefix("/") { return path }
        return paths.roots.last.map { "\($0)/\(path)" } ?? path
    }

    func hosts(
        matching patterns: [String],
        in groups: [(name: String, hosts: [String])]
    ) -> [String] {
        let inventory = Inventory(groups: groups)
        return (try? inventory.knownHosts(matching: HostPattern(patterns)))?.hosts ?? []
    }

    func resolved(_ path: String) -> String { (try? FileSystem.resolved(path)) ?? path }
}
