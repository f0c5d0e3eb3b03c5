public import LinuxSystem
public import ProxyConfiguration

/// A socket that listens, closed when the last of those who hold it lets go.
///
/// A unix or abstract socket is held by every worker, so no worker may close the number: it could
/// belong to another thread's connection by then.
final class ListeningSocket: Sendable {
    let descriptor: FileDescriptor

    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        descriptor.close()
    }
}

extension SocketFile {
    /// Listens on a path: binds a temporary name with the rights it shall have, then renames it.
    ///
    /// Nobody meets a socket with other rights, and no moment is without one. A file that is no
    /// socket is left alone.
    public func listen(at path: String, backlog: Int = 4096) throws(SystemError) -> FileDescriptor {
        if let present = FileStatus.ofLink(at: path)?.kind, present != .socket {
            throw SystemError(.addressInUse, call: "bind", subject: path)
        }
        let temporary = "\(path).\(CurrentProcess.id).tmp"
        try? FileSystem.removeFile(temporary)
        let descriptor = try FileDescriptor.listening(on: .unix(temporary), backlog: backlog)
        do throws(SystemError) {
            try apply(to: temporary)
            try FileSystem.rename(temporary, to: path)
        } catch {
            descriptor.close()
            try? FileSystem.removeFile(temporary)
            throw error
        }
        return descriptor
    }

    /// Gives a socket's file the rights and the owner that are said.
    public func apply(to path: String) throws(SystemError) {
        if let mode { try FileSystem.setMode(mode, of: path) }
        let owner = (user: user.flatMap(\.userID), group: group.flatMap(\.groupID))
        if owner.user != nil || owner.group != nil {
            try FileSystem.setOwner(user: owner.user, group: owner.group, of: path)
        }
    }
}
