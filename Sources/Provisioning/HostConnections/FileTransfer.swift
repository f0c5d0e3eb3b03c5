/// A file to put on a target, whole or not at all.
///
/// It is written to a temporary beside the destination (mode 0600), owner and mode are set, it is
/// put on the disk, validated, and renamed over the destination. A destination that is a symbolic
/// link keeps being one: the file it points to is replaced.
public struct FileUpload: Sendable, Hashable {
    /// Where the bytes come from.
    public enum Source: Sendable, Hashable {
        /// These bytes.
        case bytes([UInt8])
        /// A file of the controller, streamed.
        case file(path: String)
    }

    /// Where the bytes come from.
    public var source: Source

    /// The absolute path on the target.
    public var destination: String

    /// The permission bits; nil keeps those of the file that is replaced, else 0666 less umask.
    public var mode: UInt16?

    /// The owner, by name or number; nil keeps the replaced file's, else the acting user.
    public var owner: String?

    /// The group, by name or number; nil keeps the replaced file's, else the acting user's.
    public var group: String?

    /// A command that must return 0 before the file takes its place; the word `%s`, also inside a
    /// word, stands for the temporary.
    public var validate: [String]?

    /// Describes the file.
    public init(
        _ source: Source,
        to destination: String,
        mode: UInt16? = nil,
        owner: String? = nil,
        group: String? = nil,
        validate: [String]? = nil
    ) {
        self.source = source
        self.destination = destination
        self.mode = mode
        self.owner = owner
        self.group = group
        self.validate = validate
    }
}

/// How an upload ended.
///
/// In every case but `stored` the destination is as it was.
public enum UploadOutcome: Sendable, Hashable {
    /// The file is in place and on the disk.
    case stored
    /// The validation command refused it.
    case refused(CommandResult)
    /// A step failed: the operator's words, as `cannot write /etc/x: no such directory`.
    case failed(String)
}

/// How a download ended.
public enum DownloadOutcome: Sendable, Hashable {
    /// The whole file.
    case content([UInt8])
    /// There is no such file.
    case missing
    /// It has so many bytes, more than the limit.
    case tooLarge(byteCount: Int)
    /// It could not be read: the operator's words.
    case failed(String)
}
