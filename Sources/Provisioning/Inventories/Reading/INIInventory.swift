internal import Diagnostics
internal import DocumentValues

/// Reads an inventory in Ansible's INI format into an inventory.
struct INIInventory {
    private enum SectionKind: String, CaseIterable {
        case hosts
        case children
        case variables = "vars"
    }

    private let source: SourceText
    private var group = "ungrouped"
    private var kind = SectionKind.hosts
    private var diagnostics: [Diagnostic] = []
    /// Groups that are only named as children or in `:vars` so far, with where.
    private var pending: [(name: String, kind: SectionKind, place: SourcePlace)] = []
    private var declared: Set<String> = []
    private var links: [(parent: String, child: String, place: SourcePlace)] = []

    private init(_ source: SourceText) {
        self.source = source
    }

    static func read(_ source: SourceText, into inventory: inout Inventory) throws(DiagnosticList) {
        var reader = INIInventory(source)
        reader.declared = Set(inventory.groupNames)
        let lines = source.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            do throws(Diagnostic) {
                try reader.read(line, number: index + 1, into: &inventory)
            } catch {
                reader.diagnostics.append(error)
            }
        }
        reader.finish(&inventory)
        if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    }

    private mutating func read(
        _ line: Substring,
        number: Int,
        into inventory: inout Inventory
    ) throws(Diagnostic) {
        let content = line.drop { $0.isWhitespace }
        let indent = line.count - content.count
        guard let first = content.first, first != "#", first != ";" else { return }
        let place = SourcePlace(source, line: number, column: indent + 1)
        if first == "[", let header = SectionHeader(content) {
            try open(header, at: place, in: &inventory)
            return
        }
        if first == "[", !content.contains("]") {
            throw Diagnostic("this section is never closed", at: place, expected: "']' at its end")
        }
        let isSection = first == "[" && content.split(separator: " ").last?.hasSuffix("]") == true
        if isSection && !content.contains(":") {
            throw Diagnostic(
                "'\(content)' is no section",
                at: place,
                expected: "'[GROUP]', '[GROUP:children]' or '[GROUP:vars]', without blanks"
            )
        }
        switch kind {
        case .hosts: try readHost(content, at: place, into: &inventory)
        case .variables: try readVariable(content, at: place, into: &inventory)
        case .children: try readChild(content, at: place)
        }
    }

    private mutating func open(
        _ header: SectionHeader,
        at place: SourcePlace,
        in inventory: inout Inventory
    ) throws(Diagnostic) {
        guard let kind = SectionKind(rawValue: header.kind ?? "hosts") else {
            throw Diagnostic.unknown(
                "kind of section",
                header.kind ?? "",
                among: SectionKind.allCases.map(\.rawValue),
                at: place
            )
        }
        group = header.group
        self.kind = kind
        inventory.addGroup(group)
        if kind == .variables {
            pending.append((group, kind, place))
        } else {
            declared.insert(group)
        }
    }

    private func readHost(
        _ line: Substring,
        at place: SourcePlace,
        into inventory: inout Inventory
    ) throws(Diagnostic) {
        let words = try INIInventory.words(line, at: place)
        guard let first = words.first else { return }
        let notation = HostNotation(first.text)
        let names = try INIInventory.expand(notation.names, at: place)
        var variables: [Node.Pair] = []
        if let port = notation.port {
            variables.append(
                Node.Pair(
                    key: Node(.string("ansible_port"), at: place),
                    value: Node(.integer(port), at: place)
                )
            )
        }
        for word in words.dropFirst() {
            let start = SourcePlace(source, line: place.line, column: place.column + word.column)
            variables.append(try INIInventory.assignment(word.text, at: start, of: "host"))
        }
        for name in names {
            inventory.addHost(name, to: group, source: source.name)
            for pair in variables { inventory.setVariable(pair, ofHost: name) }
        }
    }

    private func readVariable(
        _ line: Substring,
        at place: SourcePlace,
        into inventory: inout Inventory
    ) throws(Diagnostic) {
        let pair = try INIInventory.assignment(String(line), at: place, of: "group")
        try inventory.setVariable(pair, ofGroup: group)
    }

    private mutating func readChild(_ line: Substring, at place: SourcePlace) throws(Diagnostic) {
        let name = line.prefix { !$0.isWhitespace && $0 != "#" && $0 != ":" && $0 != "]" }
        let rest = line[name.endIndex...].drop { $0.isWhitespace }
        guard !name.isEmpty, rest.isEmpty || rest.hasPrefix("#") else {
            throw Diagnostic("'\(line)' is no group", at: place, expected: "the name of one group")
        }
        links.append((group, String(name), place))
        pending.append((String(name), .children, place))
    }

    /// Children may be declared after they are named; at the end all must be.
    private mutating func finish(_ inventory: inout Inventory) {
        for (name, kind, place) in pending where !declared.contains(name) {
            let message =
                kind == .variables
                ? "[\(name):vars] is about an undefined group '\(name)'"
                : "undefined group '\(name)'"
            let close = closestWord(to: name, among: declared.sorted())
            diagnostics.append(
                Diagnostic(
                    message + (close.map { "; did you mean '\($0)'?" } ?? ""),
                    at: place,
                    expected: "a group with a section of its own",
                    hint: "add a section '[\(name)]', which may be empty"
                )
            )
        }
        for (parent, child, place) in links where declared.contains(child) {
            if inventory.link(child: child, to: parent) != nil {
                diagnostics.append(Inventory.circle(child: child, parent: parent, at: place))
            }
        }
    }
}

extension INIInventory {
    private static func words(
        _ line: Substring,
        at place: SourcePlace
    ) throws(Diagnostic) -> [ShellWords.Word] {
        do throws(ShellWords.UnclosedQuote) {
            return try ShellWords.split(line)
        } catch {
            throw Diagnostic(
                "this quote is never closed",
                at: SourcePlace(
                    place.source,
                    line: place.line,
                    column: place.column + error.column
                )
            )
        }
    }

    static func expand(_ names: String, at place: SourcePlace) throws(Diagnostic) -> [String] {
        do throws(HostNameRange.Fault) {
            return try HostNameRange.expand(names)
        } catch {
            throw Diagnostic(error.message, at: place, expected: error.expected)
        }
    }

    private static func assignment(
        _ text: String,
        at place: SourcePlace,
        of owner: String
    ) throws(Diagnostic) -> Node.Pair {
        guard let equals = text.firstIndex(of: "=") else {
            throw Diagnostic(
                "'\(text)' is no variable of a \(owner)",
                at: place,
                expected: "NAME=VALUE"
            )
        }
        let name = String(text[..<equals].trimmingBlanks())
        let raw = text[text.index(after: equals)...]
        let value = String(raw.trimmingBlanks())
        let skipped = raw.prefix { $0.isWhitespace }.count
        let offset = text.distance(from: text.startIndex, to: equals) + 1 + skipped
        let start = SourcePlace(place.source, line: place.line, column: place.column + offset)
        return Node.Pair(
            key: Node(.string(name), at: place),
            value: InventoryValue.read(value, at: start)
        )
    }

    /// `[group]` or `[group:kind]`, maybe with a comment after it.
    private struct SectionHeader {
        let group: String
        let kind: String?

        init?(_ line: Substring) {
            guard let close = line.firstIndex(of: "]") else { return nil }
            let rest = line[line.index(after: close)...].drop { $0.isWhitespace }
            guard rest.isEmpty || rest.hasPrefix("#") else { return nil }
            let inner = line[line.index(after: line.startIndex)..<close]
            let parts = inner.split(separator: ":", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), !parts[0].isEmpty,
                !inner.contains(where: \.isWhitespace),
                parts.count == 1
                    || parts[1].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
                parts.count == 1 || !parts[1].allSatisfy(\.isNumber)
            else { return nil }
            group = String(parts[0])
            kind = parts.count == 2 ? String(parts[1]) : nil
        }
    }
}

extension Inventory {
    /// Says that a group would be inside of itself.
    static func circle(child: String, parent: String, at place: SourcePlace) -> Diagnostic {
        let message =
            child == parent
            ? "group '\(child)' is its own child"
            : "group '\(child)' can't be a child of '\(parent)', which is inside of it"
        return Diagnostic(message, at: place, expected: "groups without circles")
    }
}
