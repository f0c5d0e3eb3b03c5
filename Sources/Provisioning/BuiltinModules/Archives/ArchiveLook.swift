internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What is in an archive, and what of it is below the destination.
struct ArchiveLook: Sendable {
    var archive: Archive
    var destination: String
    /// The entries that are meant, as the archive names them.
    var names: [String] = []
    /// The program that reads the archive, where there are several.
    var program = ""
    /// What `tar` finds different, or what `zipinfo` says of the entries.
    var lines: [String] = []
    /// What is there of each entry, in the order of a listing; absent ones of a tar file are not in
    /// it.
    var found: [FoundEntry] = []
    /// Who unpacks.
    var user = 0
    var group = 0
    var umask = 0o22
    /// Whether the program could read the whole archive.
    var isWhole = true

    /// What is at an entry's path.
    struct FoundEntry: Sendable, Hashable {
        var state: FileState
        /// The local time of the content, as `stat` writes it.
        var time = ""
        /// Whether a regular file has another content than the archive's.
        var differs = false
    }

    /// The look at an archive of known kind.
    static func probe(
        _ archive: Archive,
        _ destination: String,
        _ options: ArchiveOptions
    ) -> Probe<ArchiveLook> {
        var command: ShellCommand
        switch archive.kind {
        case .zip:
            command = .script(
                ArchiveScripts.lookAtZip,
                [archive.path, destination] + options.zipChoice
            )
        case .gzip, .tar:
            command = .script(
                ArchiveScripts.lookAtTar,
                [
                    archive.path, destination, String(options.tarWishes.count),
                    options.setsAttributes ? "states" : "",
                ] + options.tarWishes + options.tarChoice
            )
        }
        command.input = archive.bytes
        return .facts(from: [.command(command)]) { (replies) throws(ModuleFailure) in
            let result = try commandResult(replies.first, doing: "look into \(archive.name)")
            var look = ArchiveLook(
                archive: archive,
                destination: TargetPath.withoutFinalSlashes(destination)
            )
            try look.read(result)
            return look
        }
    }

    private mutating func read(_ result: CommandResult) throws(ModuleFailure) {
        var section = Substring()
        let text = EscapedBytes.text(result.output)
        for line in text.split(separator: "\n") {
            guard line.first == "\u{1E}" else {
                take(line, of: section)
                continue
            }
            let words = line.dropFirst().split(separator: " ", omittingEmptySubsequences: false)
            section = words.first ?? ""
            let rest = words.dropFirst().joined(separator: " ")
            switch section {
            case "missing": throw unhandled("Unable to find required '\(rest)' binary in the path.")
            case "other":
                throw unhandled("Command \"\(rest)\" is no GNU tar. GNU tar required.")
            case "unreadable":
                let why = trimmed(result.errorText)
                throw unhandled("Command \"\(rest)\" could not handle archive: \(why)")
            case "user":
                let numbers = words.dropFirst().compactMap { Int($0) }
                if numbers.count == 2 { (user, group) = (numbers[0], numbers[1]) }
            case "states": umask = Int(rest, radix: 8) ?? umask
            case "program": program = rest
            case "partly": isWhole = false
            default: break
            }
        }
        if names.isEmpty, archive.kind != .zip {
            throw unhandled(
                "Command \"\(program)\" found no files in archive. Empty archive files are not "
                    + "supported."
            )
        }
    }

    private mutating func take(_ line: Substring, of section: Substring) {
        switch section {
        case "names":
            names.append(String(line.first == "/" ? line.dropFirst() : line))
        case "lines": lines.append(String(line))
        case "states":
            let fields = line.split(
                separator: " ",
                maxSplits: 13,
                omittingEmptySubsequences: false
            )
            guard fields.count == 14 else {
                if line == "differs", !found.isEmpty {
                    found[found.count - 1].differs = true
                } else {
                    found.append(FoundEntry(state: FileState(path: "", umask: umask)))
                }
                return
            }
            // Of a tar file the path stands last, of a zip file the time.
            let last = String(fields[13])
            let isZip = archive.kind == .zip
            let name = isZip && found.count < names.count ? names[found.count] : last
            var state = FileState(path: path(of: name), umask: umask)
            state.status = FileState.Status(fields: Array(fields[..<13]))
            if state.status?.type == 0o120000 { state.linkTarget = "" }
            found.append(FoundEntry(state: state, time: isZip ? Self.localTime(last) : ""))
        default: break
        }
    }

    /// Date and time of what `stat` writes, without a fraction of zero and without the zone.
    private static func localTime(_ text: String) -> String {
        let words = text.split(separator: " ").prefix(2).joined(separator: " ")
        let parts = words.split(separator: ".", maxSplits: 1)
        let isWhole = parts.count < 2 || parts[1].allSatisfy { $0 == "0" }
        return isWhole ? String(parts.first ?? "") : words
    }

    private func path(of name: String) -> String {
        TargetPath.withoutFinalSlashes(TargetPath.join(destination, name))
    }

    private func unhandled(_ why: String) -> ModuleFailure {
        ModuleFailure(
            "Failed to find handler for \"\(archive.name)\". Make sure the required command to "
                + "extract the file is installed.\n\(why)"
        )
    }

    /// The paths of the entries, and of the folders that all of them are in, each once.
    var pathsWithFolders: [String] {
        var seen: Set<String> = []
        let folders = names.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) }
        return (names + folders).map(path).filter { seen.insert($0).inserted }
    }

    /// The changes that give what is there already its attributes.
    func attributeChanges(_ attributes: FileAttributes) -> [Change] {
        if attributes == FileAttributes() { return [] }
        var seen: Set<String> = []
        let states = found.map(\.state).filter { $0.exists && seen.insert($0.path).inserted }
        return FileModule.recursiveChanges(attributes, states.filter { !$0.isLink })
            + states.filter(\.isLink).flatMap {
                attributes.changes(of: $0, followsLinks: false)
            }
    }
}
