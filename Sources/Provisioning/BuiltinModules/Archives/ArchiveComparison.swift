internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What an archive holds that is not below the destination as the task wants it.
struct ArchiveComparison: Sendable {
    /// Whether all is there.
    var isUnpacked = true
    /// The differences of a zip file, a line each, as Ansible itemizes them.
    var itemized = ""
    /// Entries of a zip file that are older than what is there, and stay out.
    var olderNames: [String] = []

    /// The differences for the report; nil without any that are itemized.
    func diff(_ destination: String, _ source: String) -> Diff? {
        if itemized.isEmpty { return nil }
        return Diff(beforeName: destination, afterName: source, before: "", after: itemized)
    }
}

extension ArchiveLook {
    /// Holds the archive against what is there.
    func compared(_ options: ArchiveOptions) throws(ModuleFailure) -> ArchiveComparison {
        archive.kind == .zip ? try comparedZip(options) : comparedTar(options)
    }

    /// What of the words of `tar --diff` counts: attributes do not that the task sets itself, nor
    /// owners where they cannot be set.
    private func comparedTar(_ options: ArchiveOptions) -> ArchiveComparison {
        let attributes = options.attributes
        var ends = [
            ": Mod time differs", ": Warning: Cannot stat: No such file or directory",
            ": Symlink differs", ": Contents differ", ": Size differs",
        ]
        if user == 0, attributes.owner == nil { ends.append(": Uid differs") }
        if user == 0, attributes.group == nil { ends.append(": Gid differs") }
        if attributes.mode == nil { ends.append(": Mode differs") }
        let differs = lines.contains { line in
            if line.hasSuffix(": : Warning: Cannot stat: No such file or directory") {
                return false
            }
            return ends.contains { line.hasSuffix($0) }
                || line.contains(": Invalid owner") || line.contains(": Invalid group")
        }
        return ArchiveComparison(isUnpacked: !differs)
    }

    private func comparedZip(_ options: ArchiveOptions) throws(ModuleFailure) -> ArchiveComparison {
        let entries = lines.compactMap(ZipEntry.init)
        guard entries.count == found.count else {
            throw ModuleFailure(
                "cannot tell what is in \(archive.name): \(entries.count) entries are described, "
                    + "\(found.count) named"
            )
        }
        var comparison = ArchiveComparison(isUnpacked: isWhole)
        for (entry, there) in zip(entries, found) {
            if options.keepsNewer, there.state.isRegular, there.time > entry.time {
                comparison.olderNames.append(entry.name)
                continue
            }
            guard let line = differences(of: entry, there, options) else { continue }
            comparison.isUnpacked = false
            comparison.itemized += "\(line) \(entry.name)\n"
        }
        return comparison
    }

    /// What differs of one entry, in the letters of rsync's itemized changes; nil for nothing.
    private func differences(
        of entry: ZipEntry,
        _ there: FoundEntry,
        _ options: ArchiveOptions
    ) -> String? {
        let state = there.state
        guard let status = state.status else { return ">\(entry.letter)++++++.??" }
        guard entry.letter == state.itemLetter else { return "c\(entry.letter)++++++.??" }
        var letters = Array(".\(entry.letter).......??")
        if state.isRegular {
            if there.time != entry.time { letters[4] = "t" }
            if status.size != entry.size { letters[3] = "s" }
            if there.differs { letters[2] = "c" }
        }
        if entry.letter != "L" {
            let bits = entry.bits(umask: umask)
            let wanted =
                options.attributes.mode?.bits(
                    from: status.mode,
                    isDirectory: state.isDirectory,
                    umask: umask
                ) ?? bits
            if wanted != status.mode { letters[5] = "p" }
        }
        let attributes = options.attributes
        let hasOtherOwner =
            attributes.owner == nil ? status.uid != user : attributes.changesOwner(of: status)
        let hasOtherGroup =
            attributes.group == nil ? status.gid != group : attributes.changesGroup(of: status)
        if hasOtherOwner { letters[6] = "o" }
        if hasOtherGroup { letters[6] = "g" }
        let line = String(letters)
        return line == ".\(entry.letter).......??" ? nil : line
    }

    /// What unpacks the archive, and its words as results have them.
    func unpacking(
        _ options: ArchiveOptions,
        _ comparison: ArchiveComparison
    ) -> (request: HostRequest, words: [String]) {
        let place = archive.path.isEmpty ? archive.name : archive.path
        var command: ShellCommand
        let words: [String]
        if archive.kind == .zip {
            let excludes = options.excludes + comparison.olderNames.map(ZipEntry.pattern)
            let choice = (excludes.isEmpty ? [] : ["-x"] + excludes)
            words =
                ["unzip", "-o"] + options.extra + [place] + choice + options.includes
                + ["-d", destination]
            // The path goes between the options and the choice, and is only known there.
            command = .script(
                ArchiveScripts.unpackZip,
                [archive.path, destination, String(options.extra.count)] + options.extra
                    + options.includes + choice
            )
        } else {
            let more = options.tarWishes + options.tarChoice
            words = [program, "--extract", "-C", destination] + more + ["-f", place]
            command = .script(ArchiveScripts.unpackTar, [archive.path, destination] + more)
        }
        command.input = archive.bytes
        return (.command(command), words)
    }
}

extension FileState {
    /// The kind of a path in the letters of rsync; nil for kinds that no zip file holds.
    fileprivate var itemLetter: Character? {
        isLink ? "L" : isDirectory ? "d" : isRegular ? "f" : nil
    }
}
