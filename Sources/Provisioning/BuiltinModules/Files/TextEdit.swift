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
    /// The key of the result that names the backup, and whether it is there without one.
    var backupKey = "backup_file"
    var alwaysTellsBackup = false
    /// Whether the result holds a difference when none is shown.
    var alwaysTellsDiff = true

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
        path = arguments.string("path")
        attributes = try FileAttributes(arguments)
        keepsBackup = arguments.bool("backup")
        validate = try validationCommand(arguments.optionalString("validate"))
        wantsDiff = context.isDiffMode
    }

    /// The file with its content, and its directory.
    var probe: Probe<TextEditFacts> {
        var look = FileLook(paths: [path, TargetPath.directory(path)])
        look.followsLinks = true
        look.endsAtFile = true
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
        let state = facts.file
        let isMade = !state.exists
        let attributeChanges = attributes.changes(of: state, followsLinks: true)
        let changesAttributes =
            isMade ? attributes.areUnusual(umask: state.umask) : !attributeChanges.isEmpty
        let changesContent = outcome.map { isMade || $0.content != state.content } ?? false
        let messages =
            [outcome?.message ?? ""].filter { !$0.isEmpty }
            + (changesAttributes ? ["ownership, perms or SE linux context changed"] : [])
        plan.result["msg"] = .string(messages.joined(separator: " and "))
        if alwaysTellsBackup { plan.result[backupKey] = "" }
        if alwaysTellsDiff || (wantsDiff && changesContent) {
            plan.result["diff"] = diffValue(outcome, state)
        }
        plan.finish = { [path] (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "write \(path)")
        }
        guard let outcome, changesContent else {
            plan.changes = attributeChanges
            return plan
        }
        var requests: [HostRequest] = []
        if isMade, !facts.directory.exists {
            requests.append(
                .command(.arguments(["mkdir", "-p", "--", TargetPath.directory(path)]))
            )
        }
        if keepsBackup, !isMade {
            let backup = FileBackup(of: path)
            requests.append(backup.request)
            plan.result[backupKey] = .string(backup.path)
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
        return plan
    }

    /// The key `diff` of the result; without contents where none are shown.
    private func diffValue(_ outcome: Outcome?, _ state: FileState) -> Value {
        func text(_ bytes: [UInt8]?) -> Value {
            .string(wantsDiff ? String(decoding: bytes ?? [], as: UTF8.self) : "")
        }
        let content: ValueMap = [
            "before": text(state.content), "after": text(outcome?.content ?? state.content),
            "before_header": .string("\(path) (content)"),
            "after_header": .string("\(path) (content)"),
        ]
        let attributes: ValueMap = [
            "before_header": .string("\(path) (file attributes)"),
            "after_header": .string("\(path) (file attributes)"),
        ]
        return .list([.map(content), .map(attributes)])
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
}
