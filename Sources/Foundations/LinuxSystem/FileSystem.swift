internal import CLinux
internal import Glibc

/// Files and directories by path.
public enum FileSystem {
    /// How a file is opened.
    public struct OpenOptions: OptionSet, Sendable {
        /// The kernel's flags.
        public let rawValue: Int32
        /// Wraps flags.
        public init(rawValue: Int32) { self.rawValue = rawValue }
        /// For reading.
        public static let read = OpenOptions(rawValue: O_RDONLY)
        /// For writing.
        public static let write = OpenOptions(rawValue: O_WRONLY)
        /// For both.
        public static let readWrite = OpenOptions(rawValue: O_RDWR)
        /// Made when it is not there.
        public static let create = OpenOptions(rawValue: O_CREAT)
        /// Fails when it is there.
        public static let exclusive = OpenOptions(rawValue: O_EXCL)
        /// Emptied.
        public static let truncate = OpenOptions(rawValue: O_TRUNC)
        /// Every write goes to the end.
        public static let append = OpenOptions(rawValue: O_APPEND)
        /// A symbolic link is refused.
        public static let noFollow = OpenOptions(rawValue: O_NOFOLLOW)
        /// Only a directory.
        public static let directory = OpenOptions(rawValue: O_DIRECTORY)
    }

    /// Opens a file; it is closed in programs that are started.
    ///
    /// The C function is `open`.
    public static func open(
        _ path: String,
        _ options: OpenOptions = .read,
        mode: UInt32 = 0o644
    ) throws(SystemError) -> FileDescriptor {
        let descriptor = try check("open", path) {
            Glibc.open(path, options.rawValue | O_CLOEXEC, mode)
        }
        return FileDescriptor(rawValue: descriptor)
    }

    /// Renames, replacing what has the new name.
    ///
    /// The C function is `rename`.
    public static func rename(_ old: String, to new: String) throws(SystemError) {
        try check("rename", new) { Glibc.rename(old, new) }
    }

    /// Removes a file or a link.
    ///
    /// The C function is `unlink`.
    public static func removeFile(_ path: String) throws(SystemError) {
        try check("unlink", path) { unlink(path) }
    }

    /// Removes an empty directory.
    ///
    /// The C function is `rmdir`.
    public static func removeDirectory(_ path: String) throws(SystemError) {
        try check("rmdir", path) { rmdir(path) }
    }

    /// Removes a file, or a directory with all that is in it; nothing there is fine.
    public static func removeTree(_ path: String) throws(SystemError) {
        guard let kind = FileStatus.ofLink(at: path)?.kind else { return }
        guard kind == .directory else { return try removeFile(path) }
        for name in try entries(of: path) { try removeTree("\(path)/\(name)") }
        try removeDirectory(path)
    }

    /// Makes a directory.
    ///
    /// The C function is `mkdir`.
    public static func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        try check("mkdir", path) { mkdir(path, mode) }
    }

    /// Makes a directory and those above it, as far as they are missing.
    public static func makeDirectories(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        if FileStatus.of(path)?.kind == .directory { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectories(String(path[..<slash]), mode: mode)
        }
        do throws(SystemError) {
            try makeDirectory(path, mode: mode)
        } catch {
            if error.code != .exists { throw error }
        }
    }

    /// Makes a directory that nobody else knows.
    ///
    /// Its name is, for example, `/tmp/switchyard-x7q2m9`. The C function is `mkdtemp`.
    public static func makeTemporaryDirectory(
        prefix: String,
        in parent: String = Environment["TMPDIR"] ?? "/tmp"
    ) throws(SystemError) -> String {
        var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp", parent) }
        return String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
    }

    /// The names in a directory, sorted, without itself and its parent.
    ///
    /// The C function is `readdir`.
    public static func entries(of path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path) else { throw SystemError.last("opendir", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
            let raw = UnsafeRawPointer(entry).advanced(by: offset)
            let name = String(cString: raw.assumingMemoryBound(to: CChar.self))
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Sets permission bits.
    ///
    /// The C function is `chmod`.
    public static func setMode(_ mode: UInt32, of path: String) throws(SystemError) {
        try check("chmod", path) { chmod(path, mode) }
    }

    /// Sets owner and group; nil leaves one as it is.
    ///
    /// The C function is `chown`.
    public static func setOwner(
        user: UInt32?,
        group: UInt32?,
        of path: String
    ) throws(SystemError) {
        try check("chown", path) { chown(path, user ?? .max, group ?? .max) }
    }

    /// Makes a symbolic link.
    ///
    /// The C function is `symlink`.
    public static func makeLink(at path: String, to target: String) throws(SystemError) {
        try check("symlink", path) { symlink(target, path) }
    }

    /// Where a symbolic link points.
    ///
    /// The C function is `readlink`.
    public static func linkTarget(of path: String) throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = try check("readlink", path) { readlink(path, &buffer, buffer.count) }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The path without links and dots.
    ///
    /// The C function is `realpath`.
    public static func resolved(_ path: String) throws(SystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw SystemError.last("realpath", path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The text of a symbolic link; nil when the path is none.
    ///
    /// The C function is `readlink`.
    public static func linkText(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether something is there, links followed.
    public static func exists(_ path: String) -> Bool { FileStatus.of(path) != nil }

    /// Whether this process may start it.
    ///
    /// The C function is `access`.
    public static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }
}
