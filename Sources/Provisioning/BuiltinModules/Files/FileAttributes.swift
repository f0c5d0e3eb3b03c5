internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// Mode, owner and group that a task asks for; nil leaves what is there.
struct FileAttributes: Sendable, Hashable {
    var mode: FileMode?
    var owner: String?
    var group: String?

    /// The arguments of every module that makes files.
    static let specifications: [ArgumentSpecification] =
        [
            ArgumentSpecification("mode", .raw),
            ArgumentSpecification("owner"),
            ArgumentSpecification("group"),
        ] + SecurityContext.specifications

    /// No wishes.
    init() {}

    /// Reads the arguments.
    init(_ arguments: ArgumentReader, allowsPreserve: Bool = false) throws(ModuleFailure) {
        if let value = arguments["mode"] {
            mode = try FileMode(value, allowsPreserve: allowsPreserve)
        }
        owner = arguments.optionalString("owner")
        group = arguments.optionalString("group")
    }

    /// The bits of a file that does not exist yet; nil leaves them to the umask.
    func bitsOfNewFile(isDirectory: Bool = false, umask: Int) -> Int? {
        let base = (isDirectory ? 0o777 : 0o666) & ~umask
        return mode?.bits(from: base, isDirectory: isDirectory, umask: umask)
    }

    /// The bits that an existing file gets; nil when they stay.
    func newBits(for state: FileState) -> Int? {
        guard let status = state.status, let mode,
            let bits = mode.bits(
                from: status.mode,
                isDirectory: state.isDirectory,
                umask: state.umask
            ),
            bits != status.mode
        else { return nil }
        return bits
    }

    /// Whether a file that is made gets others than it would have without these wishes.
    func areUnusual(umask: Int) -> Bool {
        owner != nil || group != nil
            || bitsOfNewFile(umask: umask).map { $0 != 0o666 & ~umask } ?? false
    }

    /// Whether the owner, by name or number, is another one.
    func changesOwner(of status: FileState.Status) -> Bool {
        guard let owner else { return false }
        return Int(owner).map { $0 != status.uid } ?? (owner != status.owner)
    }

    /// Whether the group, by name or number, is another one.
    func changesGroup(of status: FileState.Status) -> Bool {
        guard let group else { return false }
        return Int(group).map { $0 != status.gid } ?? (group != status.group)
    }

    /// The changes that bring an existing file to these attributes; none when it has them.
    ///
    /// A link that was not followed keeps its mode, as links have none of their own.
    func changes(of state: FileState, followsLinks: Bool) -> [Change] {
        guard let status = state.status else { return [] }
        let path = state.path
        let isBareLink = state.isLink && !followsLinks
        var changes: [Change] = []
        if changesOwner(of: status), let owner {
            changes.append(
                Change(
                    "owner \(status.owner) -> \(owner) of \(path)",
                    requests: [ownership("chown", owner, path, isBareLink)]
                )
            )
        }
        if changesGroup(of: status), let group {
            changes.append(
                Change(
                    "group \(status.group) -> \(group) of \(path)",
                    requests: [ownership("chgrp", group, path, isBareLink)]
                )
            )
        }
        // After the owner: a change of owner takes set-user-ID bits away.
        if !isBareLink, let bits = newBits(for: state) {
            changes.append(
                Change(
                    "mode \(octalMode(status.mode)) -> \(octalMode(bits)) of \(path)",
                    requests: [.command(.arguments(["chmod", octalMode(bits), "--", path]))]
                )
            )
        }
        return changes
    }

    /// The requests that give a path just made its attributes.
    func requests(forNew path: String, bits: Int?) -> [HostRequest] {
        var requests: [HostRequest] = []
        if let owner { requests.append(ownership("chown", owner, path, false)) }
        if let group { requests.append(ownership("chgrp", group, path, false)) }
        if let bits {
            requests.append(.command(.arguments(["chmod", octalMode(bits), "--", path])))
        }
        return requests
    }

    /// The requests that give a link just made its owner and group.
    func requests(forNewLink path: String) -> [HostRequest] {
        var requests: [HostRequest] = []
        if let owner { requests.append(ownership("chown", owner, path, true)) }
        if let group { requests.append(ownership("chgrp", group, path, true)) }
        return requests
    }

    private func ownership(
        _ program: String,
        _ name: String,
        _ path: String,
        _ isBareLink: Bool
    ) -> HostRequest {
        .command(.arguments([program] + (isBareLink ? ["-h"] : []) + ["--", name, path]))
    }
}
