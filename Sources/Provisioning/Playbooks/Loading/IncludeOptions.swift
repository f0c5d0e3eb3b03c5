import Diagnostics
import DocumentValues

/// The arguments of an include or import.
struct IncludeOptions {
    /// The file, or the role's name.
    var target: Node
    var apply = Directives()
    var entry = RoleEntry()
    var isPublic: Setting<Bool>?

    private static let names: [ActionName: [String]] = [
        .importTasks: ["file"],
        .includeTasks: ["file", "apply"],
        .importRole: [
            "name", "tasks_from", "vars_from", "defaults_from", "handlers_from", "public",
            "allow_duplicates", "rolespec_validate",
        ],
        .includeRole: [
            "name", "tasks_from", "vars_from", "defaults_from", "handlers_from", "public",
            "allow_duplicates", "rolespec_validate", "apply",
        ],
    ]

    /// Decodes the arguments; nil, reported, when there is no target.
    init?(_ kind: ActionName, _ action: WrittenAction, _ more: Node?, _ session: LoadSession) {
        let isTasks = kind == .importTasks || kind == .includeTasks
        let targetName = isTasks ? "file" : "name"
        var pairs = IncludeOptions.pairs(action.arguments, targetName: targetName)
        if let more { pairs += more.map ?? [] }
        let known = IncludeOptions.names[kind] ?? []
        target = Node(.null, at: action.place)
        for pair in pairs {
            let name = pair.key.string == "role" && !isTasks ? "name" : pair.key.string ?? ""
            guard known.contains(name) else {
                let close = closestWord(to: name, among: known)
                session.report(
                    Diagnostic(
                        "unknown argument '\(name)' of '\(kind.rawValue)'"
                            + (close.map { "; did you mean '\($0)'?" } ?? ""),
                        at: pair.key.place,
                        expected: "one of \(known.joined(separator: ", "))"
                    )
                )
                continue
            }
            if name == targetName {
                guard let text = session.text(pair) else { return nil }
                target = text
            } else {
                decode(name, pair, session)
            }
        }
        guard !target.isNull else {
            session.report(
                Diagnostic(
                    "'\(kind.rawValue)' names no \(isTasks ? "file" : "role")",
                    at: action.place,
                    expected: "'\(targetName)'"
                )
            )
            return nil
        }
    }

    private mutating func decode(_ name: String, _ pair: Node.Pair, _ session: LoadSession) {
        switch name {
        case "apply": apply = IncludeOptions.readApply(pair, session)
        case "public": isPublic = session.bool(pair)
        case "tasks_from": entry.tasksFrom = session.text(pair)
        case "vars_from": entry.varsFrom = session.text(pair)
        case "defaults_from": entry.defaultsFrom = session.text(pair)
        case "handlers_from": entry.handlersFrom = session.text(pair)
        case "allow_duplicates": entry.allowsDuplicates = session.bool(pair)
        default: entry.validatesSpecifications = session.bool(pair)
        }
    }

    private static func readApply(_ pair: Node.Pair, _ session: LoadSession) -> Directives {
        var directives = Directives()
        guard let pairs = pair.value.map else {
            session.report("'apply'", is: pair.value, expected: "a mapping of keywords")
            return directives
        }
        let table = DirectiveKeywords.table
        for entry in pairs where !table.decode(entry, in: .block, into: &directives, session) {
            session.reportUnknownKeyword(entry.key, among: table.names(in: .block), in: "block")
        }
        return directives
    }

    private static func pairs(_ node: Node, targetName: String) -> [Node.Pair] {
        if let pairs = node.map { return pairs }
        guard node.string != nil else { return [] }
        let parsed = KeyValueText(node, takesFreeText: true) { _, _ in true }
        let free = parsed.freeText.map {
            Node.Pair(key: Node(.string(targetName), at: $0.place), value: $0)
        }
        // One whole name keeps its node, with the quotes and lines that it has in the source.
        if parsed.pairs.isEmpty, let free { return [Node.Pair(key: free.key, value: node)] }
        return parsed.pairs + [free].compactMap { $0 }
    }
}

extension RoleEntry {
    /// The names of files that are given.
    var files: [Node] { [tasksFrom, varsFrom, defaultsFrom, handlersFrom].compactMap { $0 } }
}
