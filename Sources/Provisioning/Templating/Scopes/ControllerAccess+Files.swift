internal import Cryptography
internal import Diagnostics
internal import LinuxSystem
internal import Vaulting

extension ControllerAccess {
    /// Whether something is mounted at a path.
    func isMountPoint(_ path: String) -> Bool {
        guard let own = FileStatus.ofLink(at: path), own.kind != .link,
            let parent = FileStatus.of("\(path)/..")
        else { return false }
        return own.device != parent.device || own.inode == parent.inode
    }

    /// Whether two paths lead to one file.
    func areSame(_ path: String, _ other: String) -> Bool {
        guard let one = FileStatus.of(path), let two = FileStatus.of(other) else { return false }
        return one.device == two.device && one.inode == two.inode
    }

    /// Whether a file is a vault.
    func isVault(_ path: String) -> Bool {
        guard let file = try? FileSystem.open(absolute(path)) else { return false }
        defer { file.close() }
        var start = [UInt8](repeating: 0, count: 32)
        let count = (try? start.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        return VaultKeyring.isVault(String(decoding: start.prefix(count), as: UTF8.self))
    }

    /// Shows what a file of a password holds, while nobody else changes it, and writes what is
    /// answered.
    ///
    /// A file beside it says that somebody is at it: ansible-core's, so both keep out of each
    /// other's way.
    ///
    /// - Parameters:
    ///   - path: the file; it is made, with its folders, when it is not there.
    ///   - change: given the text, nil when there is none; answers the new one, nil to leave it.
    /// - Throws: why the file can't be read or written, and what `change` throws.
    func keepPassword(at path: String, _ change: (String?) throws -> String?) throws {
        let path = absolute(path)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try refusing(path) { () throws(SystemError) in
            try FileSystem.makeDirectories(folder.isEmpty ? "/" : folder, mode: 0o700)
        }
        let name = Digest.sha1.hexadecimal(of: Array(path.utf8))
        let lock = "\(folder)/\(name).ansible_lockfile"
        try takeLock(lock)
        defer { try? FileSystem.removeFile(lock) }
        var text: String?
        if FileSystem.exists(path) {
            text = try refusing(path) { () throws(SystemError) in try FileSystem.readText(path) }
            while text?.last?.isWhitespace == true { text?.removeLast() }
        }
        guard let changed = try change(text) else { return }
        try refusing(path) { () throws(SystemError) in
            try FileSystem.writeAtomically(changed + "\n", to: path, mode: 0o600)
        }
    }

    private func takeLock(_ path: String) throws {
        let end = MonotonicClock.now + .seconds(7)
        while true {
            do throws(SystemError) {
                try FileSystem.open(path, [.write, .create, .exclusive]).close()
                return
            } catch {
                guard FileSystem.exists(path) else {
                    throw OperationFailure("'\(path)' can't be made: \(error.code)")
                }
            }
            guard MonotonicClock.now < end else {
                throw OperationFailure(
                    "Password lookup cannot get the lock in 7 seconds",
                    hint: "remove '\(path)' if no run is at it"
                )
            }
            MonotonicClock.sleep(for: .milliseconds(50))
        }
    }

    private func refusing<Result>(
        _ path: String,
        _ body: () throws(SystemError) -> Result
    ) throws -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw OperationFailure("the password file '\(path)': \(error.code)")
        }
    }
}
