internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// The files in which apt's archives are listed a line each, as Ansible reads and writes them.
struct AptSources: Sendable {
    /// A line: an archive, or whatever else.
    struct Line: Sendable, Hashable {
        /// Whether it names an archive, be it behind a `#`.
        var isArchive = false
        /// Whether it does not begin with `#`.
        var isEnabled = true
        /// What is left without comment and doubled blanks.
        var source = ""
        /// What follows after a second `#`.
        var comment = ""

        init(_ text: String) {
            var text = trimmed(text)[...]
            if text.first == "#" {
                isEnabled = false
                text = text.dropFirst()
            }
            if let hash = text.dropFirst().firstIndex(of: "#") {
                comment = trimmed(text[text.index(after: hash)...])
                text = text[..<hash]
            }
            source = trimmed(text)
            let words = source.split(whereSeparator: \.isWhitespace)
            isArchive = words.first.map { AptSources.types.contains(String($0)) } ?? false
            if isArchive { source = words.joined(separator: " ") }
        }

        /// The line as it is written.
        var text: String {
            (isEnabled ? "" : "# ") + source + (comment.isEmpty ? "" : " # \(comment)") + "\n"
        }
    }

    static let types = ["deb", "deb-src"]

    /// The folder of the files.
    let folder: String
    /// The lines of each file by its path.
    private(set) var files: [String: [Line]] = [:]
    /// What stands in the files.
    private(set) var texts: [String: String] = [:]

    /// What lists the files.
    static var request: HostRequest { .command(.script(script, [])) }

    // The folder, then each file's path and what is in it, with a zero behind each.
    private static let script: ShellScript = """
        list=/etc/apt/sources.list
        parts=/etc/apt/sources.list.d/
        eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)" || exit 1
        printf '%s\\0' "$parts"
        for file in "$list" "$parts"*.list; do
            [ -f "$file" ] || continue
            printf '%s\\0' "$file"
            cat -- "$file" || exit 1
            printf '\\0'
        done
        """

    init(_ reply: HostReply?) throws(ModuleFailure) {
        let output = try commandResult(reply, doing: "read apt's sources").output
        let parts = output.split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        folder = parts.first ?? ""
        for index in stride(from: 1, to: parts.count - 2, by: 2) {
            let text = parts[index + 1]
            texts[parts[index]] = text
            files[parts[index]] = lines(of: text).compactMap(\.string).map(Line.init)
        }
    }

    /// Enables the source where it is listed, else adds it to a file.
    mutating func add(_ source: String, file: String) {
        var isFound = false
        for (path, lines) in files {
            for (index, line) in lines.enumerated() where line.isArchive && line.source == source {
                files[path]?[index].isEnabled = true
                isFound = true
            }
        }
        if !isFound { files[file, default: []].append(Line(source)) }
    }

    /// Takes the source out of all files.
    mutating func remove(_ source: String) {
        for path in files.keys {
            files[path]?.removeAll { $0.isArchive && $0.isEnabled && $0.source == source }
        }
    }

    /// The text of a file; nil when nothing is left of it.
    func text(of path: String) -> String? {
        guard let lines = files[path], !lines.isEmpty else { return nil }
        return lines.map(\.text).joined()
    }

    /// The files that are others than before, by their paths.
    func changedFiles(since before: AptSources) -> [String] {
        files.keys.filter { text(of: $0) != before.text(of: $0) }.sorted()
    }

    /// The path of the file for a source: of the name that is given, or made of its address.
    func file(for source: String, named name: String?) -> String {
        let fileName = "\(name ?? Self.name(of: source)).list"
        return fileName.contains("/") ? fileName : TargetPath.join(folder, fileName)
    }

    /// `deb [a=b] https://me:secret@host/x y` is `host_x`.
    private static func name(of source: String) -> String {
        var text = source
        while let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") {
            text.removeSubrange(open...close)
        }
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        var address = words.first { !types.contains($0) }?[...] ?? ""
        if let scheme = address.firstRange(of: "://") { address = address[scheme.upperBound...] }
        if let at = address.firstIndex(of: "@") { address = address[address.index(after: at)...] }
        return address.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
            .joined(separator: "_")
    }
}
