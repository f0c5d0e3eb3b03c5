internal import DocumentValues

/// Filters over paths, as Python's `os.path`.
enum PathFilters {
    static let entries: [FilterEntry] = [
        path("basename", about: "the last part of a path") { text in
            text.split(separatedBy: "/").last ?? ""
        },
        path("dirname", about: "a path without its last part", directory),
        path("normpath", about: "without '.' and '..'", normalized),
        FilterEntry("splitext", about: "a path without its extension, and the extension") { call in
            let text = try call.text()
            let start = text.lastIndex(of: "/").map { text.index(after: $0) } ?? text.startIndex
            let name = text[start...]
            let stem = name.drop { $0 == "." }
            guard let dot = stem.lastIndex(of: ".") else { return .value([.string(text), ""]) }
            return .value([.string(String(text[..<dot])), .string(String(text[dot...]))])
        },
        FilterEntry("path_join", isVariadic: true, about: "the parts of a list as one path") {
            call in
            let value = try call.value()
            let parts = try (value.list ?? [value]) + call.arguments.restValues()
            return .string(parts.map(\.pythonText).reduce("", joined))
        },
        FilterEntry("expanduser", about: "with '~' replaced") { call in
            let text = try call.text()
            guard text == "~" || text.hasPrefix("~/"),
                let home = call.evaluator.engine.controller.environment("HOME")
            else { return .string(text) }
            return .string(home + text.dropFirst())
        },
        FilterEntry("expandvars", about: "with variables of the environment replaced") { call in
            .string(expanded(try call.text(), call.evaluator.engine.controller))
        },
        FilterEntry("realpath", about: "without links") { call in
            .string(call.evaluator.engine.controller.resolved(try call.text()))
        },
        FilterEntry("relpath", parameters: ["start"], about: "relative to another path") { call in
            let start = normalized(try call.arguments.text("start", default: "."))
            let from = start.split(separator: "/").filter { $0 != "." }
            let target = normalized(try call.text()).split(separator: "/").filter { $0 != "." }
            let common = zip(from, target).prefix { $0 == $1 }.count
            let steps = Array(repeating: "..", count: from.count - common)
            let parts = steps + target.dropFirst(common).map(String.init)
            return .string(parts.isEmpty ? "." : parts.joined(separator: "/"))
        },
        FilterEntry("fileglob", about: "the files that a pattern matches") { call in
            let found = FilePatterns.matches(try call.text(), call.evaluator.engine.controller)
            return .value(.list(found.map { .string($0) }))
        },
    ]

    private static func path(
        _ name: String,
        about: String,
        _ change: @escaping @Sendable (String) -> String
    ) -> FilterEntry {
        FilterEntry(name, about: about) { .string(change(try $0.text())) }
    }

    @Sendable
    static func directory(_ text: String) -> String {
        guard let slash = text.lastIndex(of: "/") else { return "" }
        let head = text[...slash]
        let trimmed = head.reversed().drop { $0 == "/" }
        return trimmed.isEmpty ? String(head) : String(trimmed.reversed())
    }

    @Sendable
    static func normalized(_ text: String) -> String {
        guard !text.isEmpty else { return "." }
        let isAbsolute = text.hasPrefix("/")
        var parts: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// Python's `os.path.join` of two paths.
    static func joined(_ left: String, _ right: String) -> String {
        if right.hasPrefix("/") || left.isEmpty { return right }
        return left.hasSuffix("/") ? left + right : left + "/" + right
    }

    private static func expanded(_ text: String, _ controller: any ControllerAccess) -> String {
        var result = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "$" else {
                result.append(character)
                continue
            }
            let isBraced = rest.first == "{"
            let name = rest.dropFirst(isBraced ? 1 : 0)
                .prefix { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" }
            guard !name.isEmpty, let value = controller.environment(String(name)) else {
                result.append("$")
                continue
            }
            rest = rest.dropFirst(name.count + (isBraced ? 2 : 0))
            result += value
        }
        return result
    }
}
