internal import Diagnostics
internal import DocumentValues

/// The facts that a target's own files tell: `ansible_local`, by the names of the files.
enum LocalFacts {
    private struct File {
        var path: String
        var status: String?
        /// Whether it is a link that leads nowhere.
        var isMissing = false
        var lines: [Substring] = []
    }

    /// What each file tells: JSON, or sections of an INI file; else a text that says why not.
    static func values(_ reader: FactReader) -> ValueMap {
        var files: [File] = []
        for line in reader.all("local") {
            if line.hasPrefix("fact ") {
                files.append(File(path: String(line.dropFirst(5))))
            } else if files.isEmpty {
                continue
            } else if line.hasPrefix("status ") {
                files[files.count - 1].status = String(line.dropFirst(7))
            } else if line.hasPrefix("missing") {
                files[files.count - 1].isMissing = true
            } else {
                files[files.count - 1].lines.append(line.dropFirst())
            }
        }
        var values: ValueMap = [:]
        for file in files {
            let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
            values[String(name.dropLast(".fact".count))] = value(of: file)
        }
        return values
    }

    private static func value(of file: File) -> Value {
        if file.isMissing {
            return .string("Could not stat fact (\(file.path)): no such file")
        }
        if let status = file.status, status != "0" {
            return .string("Failure executing fact script (\(file.path)), rc: \(status)")
        }
        let text = file.lines.joined(separator: "\n")
        do throws(Diagnostic) {
            return try JSONReader.read(text)
        } catch {
            return sections(file.lines).map { .map($0) }
                ?? .string(
                    "error loading facts as JSON or ini - please check content: \(file.path)"
                )
        }
    }

    /// Sections with options; nil when the lines are none.
    private static func sections(_ lines: [Substring]) -> ValueMap? {
        var sections: ValueMap = [:]
        var current: String?
        for line in lines.map({ trimmed($0) }) where !line.isEmpty {
            if line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                current = String(line.dropFirst().dropLast())
                sections[current ?? ""] = sections[current ?? ""] ?? [:]
                continue
            }
            guard let section = current, let mark = line.firstIndex(where: { "=:".contains($0) })
            else { return nil }
            var options = sections[section]?.map ?? [:]
            let name = trimmed(line[..<mark]).lowercased()
            options[name] = .string(trimmed(line[line.index(after: mark)...]))
            sections[section] = .map(options)
        }
        return sections
    }
}
