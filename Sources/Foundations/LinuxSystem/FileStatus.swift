internal import Glibc

/// What the kernel knows about a file.
///
/// The C functions are `stat` and `lstat`.
public struct FileStatus: Hashable, Sendable {
    /// What sort of thing it is.
    public enum Kind: String, Sendable {
        /// A regular file.
        case file
        /// A directory.
        case directory
        /// A symbolic link.
        case link
        /// A socket.
        case socket
        /// A named pipe.
        case pipe
        /// A device or something else.
        case other
    }

    /// What sort of thing it is.
    public var kind: Kind
    /// Permission bits with setuid, setgid and sticky.
    public var mode: UInt32
    /// Bytes in it.
    public var size: Int
    /// The owner's number.
    public var userID: UInt32
    /// The group's number.
    public var groupID: UInt32
    /// When it was last written: seconds since 1970.
    public var modified: WallTime
    /// The file's number on its device.
    public var inode: UInt64
    /// The device's number.
    public var device: UInt64

    /// What is at a path, links followed; nil when there is nothing to be seen.
    public static func of(_ path: String) -> FileStatus? {
        var raw = stat()
        return stat(path, &raw) == 0 ? FileStatus(raw) : nil
    }

    /// What is at a path, a link itself; nil when there is nothing to be seen.
    public static func ofLink(at path: String) -> FileStatus? {
        var raw = stat()
        return lstat(path, &raw) == 0 ? FileStatus(raw) : nil
    }

    /// What an open descriptor is.
    ///
    /// The C function is `fstat`.
    public static func of(_ descriptor: FileDescriptor) -> FileStatus? {
        var raw = stat()
        return fstat(descriptor.rawValue, &raw) == 0 ? FileStatus(raw) : nil
    }

    init(_ raw: stat) {
        kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            case S_IFSOCK: .socket
            case S_IFIFO: .pipe
            default: .other
            }
        mode = raw.st_mode & 0o7777
        size = raw.st_size
        userID = raw.st_uid
        groupID = raw.st_gid
        modified = WallTime(
            seconds: Int64(raw.st_mtim.tv_sec),
            microseconds: Int32(raw.st_mtim.tv_nsec / 1000)
        )
        inode = UInt64(raw.st_ino)
        device = UInt64(raw.st_dev)
    }
}
