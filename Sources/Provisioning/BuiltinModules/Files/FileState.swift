internal import DocumentValues

/// What one look found at a path.
struct FileState: Sendable, Hashable {
    /// The path that was looked at.
    var path: String
    /// The file mode creation mask of the session.
    var umask: Int
    /// The text of the link, when the path is one.
    var linkTarget: String?
    /// The path that the link leads to in the end.
    var linkSource: String?
    /// The attributes; nil when there is nothing.
    var status: Status?
    /// The SHA-1 checksum of a regular file.
    var sha1: String?
    /// The content of a regular file within the limit.
    var content: [UInt8]?

    /// What kind of thing a path is.
    enum Kind: String, Sendable {
        /// Nothing is there.
        case absent
        /// A regular file, or a device, socket or pipe: what Ansible calls `file`.
        case file
        /// A directory.
        case directory
        /// A symbolic link.
        case link
        /// One of several names of a regular file.
        case hard
    }

    /// The attributes of a file.
    struct Status: Sendable, Hashable {
        /// Type and permission bits as the kernel has them.
        var rawMode: Int
        /// The numbers of owner and group.
        var uid: Int, gid: Int
        /// The size in bytes.
        var size: Int
        /// Inode and device.
        var inode: Int, device: Int
        /// The number of hard links.
        var linkCount: Int
        /// Times of access, of the content and of the inode, in seconds since 1970.
        var accessed: Int, modified: Int, changed: Int
        /// The number of blocks of 512 bytes.
        var blockCount: Int
        /// The names of owner and group; `UNKNOWN` when there is none.
        var owner: String, group: String

        /// The permission bits.
        var mode: Int { rawMode & 0o7777 }

        /// The type's bits.
        var type: Int { rawMode & 0o170000 }

        /// Reads the fields in the order of the script.
        init?(fields: [Substring]) {
            guard fields.count == 13, let rawMode = Int(fields[0], radix: 16) else { return nil }
            let numbers = fields[1...10].compactMap { Int($0) }
            guard numbers.count == 10 else { return nil }
            self.rawMode = rawMode
            (uid, gid, size) = (numbers[0], numbers[1], numbers[2])
            (inode, device, linkCount) = (numbers[3], numbers[4], numbers[5])
            (accessed, modified, changed) = (numbers[6], numbers[7], numbers[8])
            blockCount = numbers[9]
            (owner, group) = (String(fields[11]), String(fields[12]))
        }
    }

    /// A path that was not looked at yet.
    init(path: String, umask: Int = 0o22) {
        self.path = path
        self.umask = umask
    }

    /// Whether something is there, a dangling link too.
    var exists: Bool { status != nil }

    /// Whether the path is a symbolic link.
    var isLink: Bool { linkTarget != nil }

    /// Whether the attributes are those of a directory.
    var isDirectory: Bool { status?.type == 0o040000 }

    /// Whether the attributes are those of a regular file.
    var isRegular: Bool { status?.type == 0o100000 }

    /// The kind of the path itself.
    var kind: Kind { isLink && status != nil ? .link : bareKind }

    /// The kind that the attributes are of: a link's target, where it was followed.
    var bareKind: Kind {
        guard let status else { return .absent }
        if isDirectory { return .directory }
        return isRegular && status.linkCount > 1 ? .hard : .file
    }
}

extension FileState {
    /// The keys that Ansible's file modules give back about a path.
    var resultValues: ValueMap {
        guard let status else { return ["state": "absent"] }
        var values: ValueMap = [:]
        values["uid"] = .integer(status.uid)
        values["gid"] = .integer(status.gid)
        values["owner"] = .string(status.owner == "UNKNOWN" ? String(status.uid) : status.owner)
        values["group"] = .string(status.group == "UNKNOWN" ? String(status.gid) : status.group)
        values["mode"] = .string(octalMode(status.mode))
        values["state"] = .string(kind.rawValue)
        values["size"] = .integer(status.size)
        return values
    }
}

/// A mode as Ansible writes it: `0644`, `01777`.
func octalMode(_ mode: Int) -> String {
    let digits = String(mode, radix: 8)
    return "0" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
}
