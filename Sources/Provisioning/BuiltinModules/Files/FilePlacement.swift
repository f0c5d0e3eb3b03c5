internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// A file that is to hold these bytes: what `copy` and `template` come down to.
struct FilePlacement: Sendable {
    /// The bytes that the file is to hold.
    var content: [UInt8]
    /// Where the bytes come from, as shown in a diff.
    var sourceName: String
    /// The path as the task names it.
    var destination: String
    /// The name that the file takes in the destination, when that is a directory; nil when it may
    /// not be one.
    var nameInDirectory: String?
    /// Mode, owner and group.
    var attributes: FileAttributes
    /// The mode of the source, for `preserve`.
    var sourceMode: Int?
    /// Whether an existing file of other content is replaced.
    var replacesExisting = true
    /// Whether the old file is kept beside the new one.
    var keepsBackup = false
    /// The command that has to accept the new file; the word `%s` stands for it.
    var validate: [String]?
    /// Whether a link at the destination stays, and the file it points to is replaced.
    var followsLinks = false
    /// Whether the old content is wanted.
    var wantsDiff = false
    /// Whether a directory that is missing may be there by then: in check mode an earlier task
    /// would have made it.
    var foreseesDirectory = false

    /// The look at the destination, then at the name in it where it is a directory.
    var probe: Probe<PlacementFacts> {
        let bare = TargetPath.withoutFinalSlashes(destination)
        let inside = nameInDirectory.map { [TargetPath.join(bare, $0)] } ?? []
        var look = FileLook(paths: [bare] + inside + [TargetPath.directory(bare)])
        look.followsLinks = true
        look.wantsChecksum = true
        look.endsAtFile = true
        look.contentLimit = wantsDiff ? Self.diffByteCount : nil
        let requests = [look.request]
        return .facts(from: requests) { [look] (replies) throws(ModuleFailure) in
            let states = try look.states(replies.first)
            return PlacementFacts(
                destination: states[0],
                inside: inside.isEmpty ? nil : states[1],
                parent: states[states.count - 1]
            )
        }
    }

    /// Texts longer than this are not shown in a diff.
    static let diffByteCount = 104_448
}

/// What is at the destination of a placement.
struct PlacementFacts: Sendable, Hashable {
    /// The destination itself.
    var destination: FileState
    /// The name in it; looked at only where the destination is no file.
    var inside: FileState?
    /// The directory that holds the destination; looked at only where that is no file.
    var parent: FileState
}

extension FilePlacement {
    /// The changes that put the bytes in place.
    func plan(_ facts: PlacementFacts) throws(ModuleFailure) -> Plan {
        let (state, missingDirectory) = try target(facts)
        let checksum = Digest.sha1.hexadecimal(of: content)
        var plan = Plan()
        plan.result["dest"] = .string(state.path)
        plan.result["checksum"] = .string(checksum)
        if state.exists, !replacesExisting {
            plan.result.merge(state.resultValues)
            return plan
        }
        let attributes = resolvedAttributes
        let replacesLink = state.isLink && !followsLinks
        plan.result["diff"] = .list(diff(state).map { [$0.value] } ?? [])
        if state.sha1 == checksum, !replacesLink {
            let path: ValueMap = ["path": .string(state.path)]
            plan.result["diff"] = ["before": .map(path), "after": .map(path)]
            plan.result["path"] = .string(state.path)
            plan.changes = attributes.changes(of: state, followsLinks: true)
            plan.result.merge(state.resultValues)
            completeAfterChanges(&plan, path: state.path)
            return plan
        }
        if let directory = missingDirectory {
            plan.changes.append(
                Change(
                    "make the directory \(directory)",
                    requests: [.command(.arguments(["mkdir", "-p", "--", directory]))]
                )
            )
        }
        plan.result["md5sum"] = .string(Digest.md5.hexadecimal(of: content))
        var requests: [HostRequest] = []
        if keepsBackup, state.exists {
            let backup = FileBackup(of: state.path)
            requests.append(backup.request)
            plan.result["backup_file"] = .string(backup.path)
        }
        if replacesLink { requests.append(.command(.arguments(["rm", "-f", "--", state.path]))) }
        requests.append(.upload(upload(to: state, attributes)))
        let verb = state.exists ? "change the content of" : "create"
        plan.changes.append(Change("\(verb) \(state.path)", requests: requests, diff: diff(state)))
        plan.result["state"] = "file"
        plan.result["size"] = .integer(content.count)
        completeAfterChanges(&plan, path: state.path)
        return plan
    }

    private var resolvedAttributes: FileAttributes {
        var resolved = attributes
        if resolved.mode == .preserve { resolved.mode = sourceMode.map(FileMode.absolute) }
        return resolved
    }

    /// The state of the path that gets the bytes, and the directory to make first.
    private func target(
        _ facts: PlacementFacts
    ) throws(ModuleFailure) -> (state: FileState, missingDirectory: String?) {
        let isNamedAsDirectory = destination.hasSuffix("/")
        if facts.destination.isDirectory || isNamedAsDirectory {
            guard let inside = facts.inside else {
                throw ModuleFailure("can not use content with a dir as dest")
            }
            if facts.destination.exists, !facts.destination.isDirectory {
                throw ModuleFailure("\(facts.destination.path) is no directory")
            }
            if inside.isDirectory { throw ModuleFailure("\(inside.path) is a directory") }
            return (inside, facts.destination.exists ? nil : facts.destination.path)
        }
        guard
            facts.destination.exists || facts.parent.isDirectory
                || (foreseesDirectory && !facts.parent.exists)
        else {
            throw ModuleFailure("Destination directory \(facts.parent.path) does not exist")
        }
        return (facts.destination, nil)
    }

    private func upload(to state: FileState, _ attributes: FileAttributes) -> FileUpload {
        let isReplaced = state.exists && !(state.isLink && !followsLinks)
        let bits =
            isReplaced
            ? attributes.newBits(for: state)
            : attributes.bitsOfNewFile(umask: state.umask)
        return FileUpload(
            .bytes(content),
            to: state.path,
            mode: bits.map { UInt16($0) },
            owner: attributes.owner,
            group: attributes.group,
            validate: validate
        )
    }

    private func diff(_ state: FileState) -> Diff? {
        guard wantsDiff else { return nil }
        guard let after = readableText(content), content.count <= Self.diffByteCount else {
            return nil
        }
        let before: String
        if let old = state.content {
            guard let text = readableText(old) else { return nil }
            before = text
        } else {
            guard !state.exists else { return nil }
            before = ""
        }
        return Diff(beforeName: state.path, afterName: sourceName, before: before, after: after)
    }
}

/// The bytes as text, when they are UTF-8 without zeros.
func readableText(_ bytes: [UInt8]) -> String? {
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
}

/// Looks at the path again after the changes, so that the result tells what is there.
func completeAfterChanges(_ plan: inout Plan, path: String) {
    guard !plan.changes.isEmpty else { return }
    let look = FileLook(paths: [path])
    plan.changes.append(
        Change("look at \(path)", requests: [look.request], countsAsChange: false)
    )
    plan.finish = { (replies, result) throws(ModuleFailure) in
        try requireSuccess(replies, doing: "write \(path)")
        result.values.merge(try look.state(replies.last).resultValues)
    }
}
