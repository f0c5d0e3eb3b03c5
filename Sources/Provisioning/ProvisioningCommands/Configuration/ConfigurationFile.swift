internal import Diagnostics
internal import LinuxSystem

/// An `ansible.cfg`: sections of names and values, as Python's `configparser` takes them.
struct ConfigurationFile {
    /// One setting.
    struct Entry {
        var section: String
        var name: String
        var value: String
        var place: SourcePlace
    }

    /// The settings in the order of the file.
    private(set) var entries: [Entry] = []

    /// Reads a text.
    init(_ source: SourceText) throws(Diagnostic) {
        var section: String?
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, whole) in lines.enumerated() {
            let line = Self.withoutComment(whole)
            guard let start = line.firstIndex(where: { !$0.isWhitespace }) else { continue }
            let column = line.distance(from: line.startIndex, to: start) + 1
            let place = SourcePlace(source, line: index + 1, column: column)
            let text = line[start...].trimmingBlanks()
            if column > 1, !entries.isEmpty, entries.last?.section == section {
                entries[entries.count - 1].value += "\n" + text
            } else if text.hasPrefix("["), text.hasSuffix("]") {
                section = String(text.dropFirst().dropLast())
            } else {
                guard let section, let mark = text.firstIndex(where: { $0 == "=" || $0 == ":" })
                else {
                    throw Diagnostic(
                        "'\(text)' is no setting",
                        at: place,
                        expected: section == nil ? "a section, as '[defaults]'" : "NAME = VALUE"
                    )
                }
                entries.append(
                    Entry(
                        section: section,
                        name: text[..<mark].trimmingBlanks().lowercased(),
                        value: String(text[text.index(after: mark)...].trimmingBlanks()),
                        place: place
                    )
                )
            }
        }
    }

    /// A line without its comment: `#` and `;` at the start, ` ;` anywhere.
    private static func withoutComment(_ line: Substring) -> Substring {
        if let first = line.first(where: { !$0.isWhitespace }), first == "#" || first == ";" {
            return ""
        }
        guard let mark = line.firstRange(of: " ;") else { return line }
        return line[..<mark.lowerBound]
    }
}

extension ConfigurationFile {
    /// The text of the file that Ansible would take: `ANSIBLE_CONFIG`, else one in this folder, in
    /// the home, in `/etc/ansible`; the first that is there.
    static func find(
        _ warnings: inout [Diagnostic]
    ) throws(Diagnostic) -> SourceText? {
        var paths: [String] = []
        if let named = Environment["ANSIBLE_CONFIG"], !named.isEmpty {
            let isFolder = FileStatus.of(named)?.kind == .directory
            paths.append(isFolder ? "\(named)/ansible.cfg" : named)
        }
        let folder = CurrentProcess.directory
        let isOpen = FileStatus.of(folder).map { $0.mode & 0o002 != 0 } ?? false
        if !isOpen {
            paths.append("\(folder)/ansible.cfg")
        } else if FileStatus.of("\(folder)/ansible.cfg") != nil {
            warnings.append(
                Diagnostic(
                    "'\(folder)/ansible.cfg' is not read: everybody may write to its folder",
                    hint: "name it by ANSIBLE_CONFIG",
                    severity: .warning
                )
            )
        }
        if let home = Environment["HOME"] { paths.append("\(home)/.ansible.cfg") }
        paths.append("/etc/ansible/ansible.cfg")
        guard let path = paths.first(where: { FileStatus.of($0)?.kind == .file }) else {
            return nil
        }
        do throws(SystemError) {
            return SourceText(name: path, text: try FileSystem.readText(path))
        } catch {
            throw Diagnostic("the configuration '\(path)' can't be read: \(error.code)")
        }
    }
}
