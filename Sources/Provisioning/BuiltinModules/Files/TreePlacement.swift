internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// A directory of the controller that is to stand on the target with all that is in it.
struct TreePlacement: Sendable {
    /// One entry of the tree.
    struct Entry: Sendable {
        /// The path below the source.
        var name: String
        /// The bytes of a file; nil for a directory or a link.
        var content: [UInt8]?
        /// Where a link leads that is copied as one.
        var linkText: String?
        /// The mode of the source.
        var mode: Int
    }

    /// The directory on the controller.
    var source: String
    /// The directory on the target that takes the entries.
    var root: String
    /// The entries, directories before what is in them.
    var entries: [Entry]
    /// Mode, owner and group of files; owner and group of directories.
    var attributes: FileAttributes
    /// The mode of directories that are made.
    var directoryMode: FileMode?
    /// Whether existing files of other content are replaced.
    var replacesExisting: Bool
    /// Whether old files are kept beside the new ones.
    var keepsBackup: Bool
    /// Whether links stay, and the files they point to are replaced.
    var followsLinks: Bool
    /// Whether old contents are wanted.
    var wantsDiff: Bool

    init(
        source: String,
        isContentOnly: Bool,
        destination: String,
        attributes: FileAttributes,
        directoryMode: FileMode?,
        arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) {
        for name in ["validate", "checksum"] where arguments[name] != nil {
            throw ModuleFailure("'\(name)' is for files, and \(source) is a directory")
        }
        let bare = TargetPath.withoutFinalSlashes(destination)
        self.source = source
        root = isContentOnly ? bare : TargetPath.join(bare, TargetPath.baseName(source))
        self.attributes = attributes
        self.directoryMode = directoryMode
        replacesExisting = arguments.bool("force")
        keepsBackup = arguments.bool("backup")
        followsLinks = arguments.bool("follow")
        wantsDiff = context.isDiffMode
        entries = []
        for name in try context.controller.list(source) {
            let path = TargetPath.join(source, name)
            let isDirectory = name.hasSuffix("/")
            if let text = context.controller.linkText(path) {
                entries.append(Entry(name: name, linkText: text, mode: 0o777))
                continue
            }
            entries.append(
                Entry(
                    name: TargetPath.withoutFinalSlashes(name),
                    content: isDirectory ? nil : try context.controller.read(path),
                    mode: try context.controller.mode(path)
                )
            )
        }
    }

    /// The root and every entry, each with its directory for what a file needs.
    private var paths: [String] { [root] + entries.map { TargetPath.join(root, $0.name) } }

    /// One look at the root and all entries.
    var probe: Probe<[FileState]> {
        var look = FileLook(paths: paths)
        look.followsLinks = true
        look.wantsChecksum = true
        look.contentLimit = wantsDiff ? FilePlacement.diffByteCount : nil
        return .facts(from: [look.request]) { [look] (replies) throws(ModuleFailure) in
            try look.states(replies.first)
        }
    }

    /// The changes that bring the tree in place.
    func plan(_ states: [FileState]) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: ["dest": .string(root), "src": .string(source)])
        plan.changes += try directoryChanges(states[0])
        for (entry, state) in zip(entries, states.dropFirst()) {
            if let text = entry.linkText {
                plan.changes += try linkChanges(state, text)
                continue
            }
            guard let content = entry.content else {
                plan.changes += try directoryChanges(state)
                continue
            }
            var placement = FilePlacement(
                content: content,
                sourceName: TargetPath.join(source, entry.name),
                destination: state.path,
                attributes: attributes
            )
            placement.sourceMode = entry.mode
            placement.replacesExisting = replacesExisting
            placement.keepsBackup = keepsBackup
            placement.followsLinks = followsLinks
            placement.wantsDiff = wantsDiff
            // The directory is there by then: a change before this one makes it.
            var parent = states[0]
            parent.status = FileState.Status.plainDirectory
            if state.isDirectory { throw ModuleFailure("\(state.path) is a directory") }
            let facts = PlacementFacts(destination: state, inside: nil, parent: parent)
            plan.changes += try placement.plan(facts).changes.filter(\.countsAsChange)
        }
        let root = root
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "copy to \(root)")
        }
        return plan
    }

    private func linkChanges(_ state: FileState, _ text: String) throws(ModuleFailure) -> [Change] {
        if state.linkTarget == text { return [] }
        if state.isDirectory, !state.isLink {
            throw ModuleFailure("\(state.path) is a directory, and \(source) has a link there")
        }
        return [FileModule.linking(state.path, to: text)]
    }

    private func directoryChanges(_ state: FileState) throws(ModuleFailure) -> [Change] {
        var wanted = attributes
        wanted.mode = nil
        if state.isDirectory { return wanted.changes(of: state, followsLinks: true) }
        if state.exists { throw ModuleFailure("\(state.path) is no directory") }
        wanted.mode = directoryMode
        let bits = wanted.bitsOfNewFile(isDirectory: true, umask: state.umask)
        let make = HostRequest.command(.arguments(["mkdir", "-p", "--", state.path]))
        return [
            Change(
                "make the directory \(state.path)",
                requests: [make] + wanted.requests(forNew: state.path, bits: bits)
            )
        ]
    }
}

extension FileState.Status {
    /// A directory as `mkdir` makes it.
    static let plainDirectory = FileState.Status(
        fields: "41ed 0 0 4096 0 0 2 0 0 0 8 root root".split(separator: " ")
    )
}
