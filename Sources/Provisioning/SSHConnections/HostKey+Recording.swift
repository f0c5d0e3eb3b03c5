import HostConnections
import LinuxSystem
import Synchronization

/// Connections that record keys at once do it one after the other.
private let recording = Mutex(())

extension HostKey {
    /// Adds the key of a host to a known_hosts file.
    func record(of name: String, in file: String?) throws(ConnectionFailure.Reason) {
        guard let file else { return }
        let result = recording.withLock { _ in
            Result { () throws(SystemError) in try append("\(name) \(type) \(base64)\n", to: file) }
        }
        do throws(SystemError) {
            try result.get()
        } catch {
            throw .local("cannot record the host key of '\(name)': \(error)")
        }
    }

    private func append(_ line: String, to file: String) throws(SystemError) {
        if let slash = file.lastIndex(of: "/"), slash != file.startIndex {
            let folder = String(file[..<slash])
            if !FileSystem.exists(folder) { try FileSystem.makeDirectories(folder, mode: 0o700) }
        }
        let before = FileSystem.exists(file) ? try FileSystem.read(file) : []
        let isComplete = before.last.map { $0 == UInt8(ascii: "\n") } ?? true
        let handle = try FileSystem.open(file, [.write, .create, .append], mode: 0o600)
        defer { handle.close() }
        try handle.writeAll(isComplete ? line : "\n" + line)
    }
}
