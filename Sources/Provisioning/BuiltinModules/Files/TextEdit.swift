internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// An edit of a file of the target: what `lineinfile`, `blockinfile` and `replace` come down to.
struct TextEdit: Sendable {
    /// What an edit makes of a content.
    struct Outcome: Sendable {
        /// The new content.
        var content: [UInt8]
        /// What was done, in Ansible's words.
        var message: String
        /// Further keys of the result.
        var values: ValueMap = [:]
    }

    /// The file.
    var path: String
    /// Mode, owner and group.
    var attributes: FileAttributes
    /// Whether a missing file is made.
    var creates = false
    /// Whether the old content is kept.
    var keepsBackup = false
    /// The command that has to accept the new content.
    var validate: [String]?
    /// Whether old and new content are shown.
    var wantsDiff = false

    /// The arguments that all edits share.
    static let specifications: [ArgumentSpecification] =
        [
            ArgumentSpecification(
                "path",
                .path,
                aliases: ["dest", "destfile", "name"],
                isRequired: true
            ),
            ArgumentSpecification("backup", .bool, defaultValue: false),
            ArgumentSpecification("validate"),
        ] + FileAttributes.specifications

    init(_ arguments: ArgumentReader, context: ModuleContext) throws(ModuleFailure) {
        path = try TargetPath.expanded(arguments.string("path"), context)
        attributes = try FileAttributes(arguments)
        keepsBackup = arguments.bool("backup")
        validate = try validationCommand(arguments.optionalString("validate"))
        wantsDiff = context.isDiffMode
    }

    /// The file with its content, and its directory.
    var probe: Probe<TextEditFacts> {
        var look = FileLook(paths: [path, TargetPath.directory(path)])
        look.followsLinks = true
        look.contentLimit = FileLook.editableByteCount
        return .facts(from: [look.request]) { [look] (replies) throws(ModuleFailure) in
            let states = try look.states(replies.first)
            return TextEditFacts(file: states[0], directory: states[1])
        }
    }

    /// The content to edit; nil when there is no file.
    func content(_ facts: TextEditFacts) throws(ModuleFailure) -> [UInt8]? {
        if facts.file.isDirectory {
            throw ModuleFailure("Path \(path) is a directory !", result: ["rc": 256])
        }
        guard facts.file.exists else { return nil }
        guard let content = facts.file.content else {
            throw ModuleFailure("\(path) cannot be read, or is larger than 16 MiB")
        }
        return content
    }

    /// The changes that bring the outcome of the edit, and the attributes, in place.
    func plan(_ outcome: Outcome?, _ facts: TextEditFacts) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: outcome?.values ?? [:])
        plan.result["msg"] = .string(outcome?.message ?? "")
        plan.result["backup"] = ""
        let state = facts.file
        let isMade = !state.exists
        guard let outcome, isMade || outcome.content != state.content else {
            plan.changes = attributes.changes(of: state, followsLinks: true)
            if !plan.changes.isEmpty {
                plan.result["msg"] = "ownership, perms or SE linux context changed"
            }
            completeAfterChanges(&plan, path: path)
            return plan
        }
        var requests: [HostRequest] = []
        if isMade, !facts.directory.exists {
            requests.append(
                .command(.arguments(["mkdir", "-p", "--", TargetPath.directory(path)]))
            )
        }
        if keepsBackup, !isMade {
            let backup = FilePlacement.backupPath(of: path)
            requests.append(.command(.arguments(["cp", "-p", "--", path, backup])))
            plan.result["backup"] = .string(backup)
        }
        let bits =
            isMade ? attributes.bitsOfNewFile(umask: state.umask) : attributes.newBits(for: state)
        requests.append(
            .upload(
                FileUpload(
                    .bytes(outcome.content),
                    to: path,
                    mode: bits.map { UInt16($0) },
                    owner: attributes.owner,
                    group: attributes.group,
                    validate: validate
                )
            )
        )
        let words = outcome.message.isEmpty ? "change" : outcome.message
        plan.changes = [
            Change("\(words) in \(path)", requests: requests, diff: diff(outcome, state))
        ]
        completeAfterChanges(&plan, path: path)
        return plan
    }

    private func diff(_ outcome: Outcome, _ state: FileState) -> Diff? {
        guard wantsDiff, let after = readableText(outcome.content),
            let before = readableText(state.content ?? [])
        else { return nil }
        return Diff(
            beforeName: "\(path) (content)",
            afterName: "\(path) (content)",
            before: before,
            after: after
        )
    }
}

/// What is there before an edit.
struct TextEditFacts: Sendable, Hashable {
    /// The file.
    var file: FileState
    /// The directory that holds it.
    var directory: FileState
}

/// Lines of bytes, each with its end.
enum ByteLines {
    /// Splits after each line feed.
    static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            lines.append(Array(bytes[start...index]))
            start = index + 1
        }
        if start < bytes.count { lines.append(Array(bytes[start...])) }
        return lines
    }

    /// The line without line feeds and carriage returns at its end.
    static func bare(_ line: [UInt8]) -> [UInt8] {
        var line = line
        while let last = line.last, last == 10 || last == 13 { line.removeLast() }
        return line
    }

    /// Whether the line has an end.
    static func isEnded(_ line: [UInt8]) -> Bool { line.last == 10 || line.last == 13 }

    /// The line as text, for matching.
    static func text(_ line: [UInt8]) -> String { String(decoding: line, as: UTF8.self) }
}
