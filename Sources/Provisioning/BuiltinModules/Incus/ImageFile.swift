internal import Cryptography
internal import LinuxSystem
internal import ModuleContract
internal import Synchronization

/// The files of an image on the controller.
struct ImageFile: Sendable, Hashable {
    /// The unified tarball, or the metadata of a split image.
    var path: String
    /// The root file system of a split image.
    var rootFileSystem: String?

    /// SHA-256 of the files one after the other, by which Incus names the image.
    func fingerprint() throws(ModuleFailure) -> String {
        var stamps: [String] = []
        for file in files {
            guard let status = FileStatus.of(file) else {
                throw ModuleFailure("cannot read the image file \(file)")
            }
            stamps.append("\(file) \(status.size) \(status.inode) \(status.modified)")
        }
        let key = stamps.joined(separator: "\n")
        if let known = Self.known.withLock({ $0[key] }) { return known }
        let computed = try Self.compute(files)
        Self.known.withLock { $0[key] = computed }
        return computed
    }

    private var files: [String] { [path] + (rootFileSystem.map { [$0] } ?? []) }

    // One image goes to many hosts: its digest is computed once.
    private static let known = Mutex<[String: String]>([:])

    private static func compute(_ files: [String]) throws(ModuleFailure) -> String {
        var digest = RunningDigest(.sha256)
        for file in files {
            do {
                let descriptor = try FileSystem.open(file, [.read])
                defer { descriptor.close() }
                var buffer = [UInt8](repeating: 0, count: 1 << 20)
                while true {
                    let count = try buffer.withUnsafeMutableBytes { (bytes) throws(SystemError) in
                        try descriptor.read(into: bytes)
                    }
                    if count == 0 { break }
                    buffer.withUnsafeBytes {
                        digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count]))
                    }
                }
            } catch {
                throw ModuleFailure("cannot read the image file \(file): \(error)")
            }
        }
        return hexadecimalText(digest.finish())
    }
}
