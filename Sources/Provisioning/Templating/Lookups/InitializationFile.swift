/// A file of sections with options, as Python's `configparser` reads it.
struct InitializationFile {
    /// How a file is read.
    struct Rules {
        /// Whether options may stand without a value.
        var allowsNoValue = false
        /// Whether the names of options keep their case.
        var isCaseSensitive = false
        /// Whether `%(name)s` stands for another option.
        var interpolates = true
    }

    private typealias Section = [(name: String, value: String?)]

    private let rules: Rules
    private var sections: [String: Section] = [:]
    private let defaultName = "DEFAULT"

    /// Reads a text.
    ///
    /// - Throws: an ``OperationFailure`` in Python's words, which names the file.
    init(_ text: String, named file: String, _ rules: Rules) throws {
        self.rules = rules
        var current: String?
        var isInValue = false
        for (index, line) in lines(text).enumerated() {
            let start = line.first { !$0.isWhitespace }
            guard let start else {
                isInValue = isInValue && line.isEmpty
                continue
            }
            if start == "#" || start == ";" { continue }
            let words = stripped(line, nil, atStart: true, atEnd: true)
            if isInValue, line.first?.isWhitespace == true, let section = current,
                let last = sections[section]?.indices.last
            {
                let value = sections[section]?[last].value
                sections[section]?[last].value = value.map {
                    $0.isEmpty ? words : $0 + "\n" + words
                }
                continue
            }
            if start == "[", let close = words.lastIndex(of: "]") {
                let name = String(words[words.index(after: words.startIndex)..<close])
                if sections[name] != nil, name != defaultName {
                    throw OperationFailure("Duplicate section in '\(file)': '\(name)'")
                }
                sections[name] = sections[name] ?? []
                current = name
                isInValue = false
                continue
            }
            guard let section = current else {
                throw OperationFailure(
                    "File contains no section headers: '\(file)', line \(index + 1)"
                )
            }
            let option = try option(words, file, index + 1)
            if sections[section]?.contains(where: { $0.name == option.name }) == true {
                throw OperationFailure(
                    "Duplicate option in '\(file)': option '\(option.name)' in section "
                        + "'\(section)' already exists, line \(index + 1)"
                )
            }
            sections[section]?.append(option)
            isInValue = option.value != nil
        }
    }

    private func option(
        _ line: String,
        _ file: String,
        _ number: Int
    ) throws -> (name: String, value: String?) {
        guard let mark = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            if rules.allowsNoValue { return (folded(line), nil) }
            throw OperationFailure(
                "Source contains parsing errors: '\(file)', line \(number)",
                expected: "NAME = VALUE"
            )
        }
        let name = stripped(String(line[..<mark]), nil, atStart: true, atEnd: true)
        let value = String(line[line.index(after: mark)...])
        return (folded(name), stripped(value, nil, atStart: true, atEnd: true))
    }

    private func folded(_ name: String) -> String {
        rules.isCaseSensitive ? name : name.lowercased()
    }

    /// Whether there is such a section.
    func hasSection(_ name: String) -> Bool { sections[name] != nil || name == defaultName }

    /// The options that a section has, with those that all have.
    func options(in section: String) throws -> [(name: String, value: String?)] {
        let own = sections[section] ?? []
        let shared = (sections[defaultName] ?? []).filter { pair in
            !own.contains { $0.name == pair.name }
        }
        return try (own + shared).map { ($0.name, try $0.value.map { try value($0, in: section) }) }
    }

    /// Whether a section has an option, and its value.
    func option(_ name: String, in section: String) throws -> (isThere: Bool, value: String?) {
        guard let raw = raw(name, in: section) else { return (false, nil) }
        return (true, try raw.value.map { try value($0, in: section) })
    }

    private func raw(_ name: String, in section: String) -> (name: String, value: String?)? {
        let name = folded(name)
        return sections[section]?.first { $0.name == name }
            ?? sections[defaultName]?.first { $0.name == name }
    }

    /// A value with `%(name)s` replaced, as deep as `configparser` goes.
    private func value(_ text: String, in section: String, depth: Int = 0) throws -> String {
        guard rules.interpolates, text.contains("%") else { return text }
        guard depth < 10 else {
            throw OperationFailure("Recursion limit exceeded in value substitution: '\(text)'")
        }
        var result = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            if rest.first == "%" {
                result.append("%")
                rest = rest.dropFirst()
            } else if rest.first == "(", let close = rest.firstIndex(of: ")"),
                rest[rest.index(after: close)...].first == "s"
            {
                let name = String(rest[rest.index(after: rest.startIndex)..<close])
                guard let found = raw(name, in: section)?.value else {
                    throw OperationFailure("Bad value substitution: there is no option '\(name)'")
                }
                result += try value(found, in: section, depth: depth + 1)
                rest = rest[rest.index(after: close)...].dropFirst()
            } else {
                throw OperationFailure(
                    "'%' must be followed by '%' or '(', found: '%\(rest)'",
                    hint: "give 'interpolation: false' to take '%' as it is"
                )
            }
        }
        return result
    }
}
