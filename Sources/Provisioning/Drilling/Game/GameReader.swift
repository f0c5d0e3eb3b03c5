import Diagnostics
import DocumentValues

/// Reads a game's nodes and collects what is wrong with them.
struct GameReader {
    private var values = DrillReader()

    var problems: [Diagnostic] { values.problems }

    private static let keys = ["name", "description", "budget", "rest", "abort_on", "drills"]
    private static let drillKeys = ["drill", "hypothesis", "vars", "limit", "rest"]

    mutating func game(_ document: Node) -> GameFile? {
        guard document.map != nil else {
            let kind = document.kindDescription
            values.refuse("a game's file holds one mapping, not \(kind)", document)
            return nil
        }
        values.refuseUnknownKeys(of: document, kind: "game keyword", known: Self.keys)
        let name = text("name", in: document)
        let budget = values.required("budget", in: document).map {
            values.number($0, default: 0, in: 0...Int.max)
        }
        let rest = values.duration(document["rest"]) ?? .seconds(30)
        let aborts = aborts(document["abort_on"])
        let drills = drills(document)
        guard let name, let budget, let drills else { return nil }
        return GameFile(
            name: name,
            description: document["description"]?.string ?? "",
            budget: budget,
            rest: rest,
            abortsOn: aborts,
            drills: drills
        )
    }

    private mutating func drills(_ document: Node) -> [GameFile.Entry]? {
        guard let node = values.required("drills", in: document) else { return nil }
        guard let list = node.list, !list.isEmpty else {
            values.refuse("'drills' is a list of drills, at least one", node)
            return nil
        }
        return list.compactMap { entry($0) }
    }

    private mutating func entry(_ node: Node) -> GameFile.Entry? {
        guard node.map != nil else {
            values.problems.append(
                Diagnostic(
                    "a drill of a game is a mapping, not \(node.kindDescription)",
                    at: node.place,
                    expected: "'drill: FILE' and 'hypothesis: TEXT'"
                )
            )
            return nil
        }
        values.refuseUnknownKeys(of: node, kind: "keyword of a game's drill", known: Self.drillKeys)
        let path = values.required("drill", in: node)
        if let path, path.string == nil { values.refuse("'drill' is the name of a file", path) }
        let hypothesis = hypothesis(node)
        if let variables = node["vars"], variables.map == nil {
            values.refuse("'vars' is a mapping of names to values", variables)
        }
        let limit = node["limit"] == nil ? nil : text("limit", in: node)
        let rest = values.duration(node["rest"])
        guard let path, let hypothesis else { return nil }
        return GameFile.Entry(
            path: path,
            hypothesis: hypothesis,
            variables: node["vars"]?.map ?? [],
            limit: limit,
            rest: rest
        )
    }

    /// What people expect has to be there before anything is broken: afterwards everybody knew.
    private mutating func hypothesis(_ node: Node) -> String? {
        if let text = node["hypothesis"]?.string, !text.isEmpty { return text }
        values.problems.append(
            Diagnostic(
                "this drill has no hypothesis",
                at: (node["hypothesis"] ?? node).place,
                expected: "'hypothesis': what its users will feel, and why",
                hint: "write it before the day; afterwards everybody knew"
            )
        )
        return nil
    }

    private mutating func text(_ key: String, in node: Node) -> String? {
        guard let value = values.required(key, in: node) else { return nil }
        if let text = value.string, !text.isEmpty { return text }
        values.refuse("'\(key)' is a text, not \(value.kindDescription)", value)
        return nil
    }

    private mutating func aborts(_ node: Node?) -> Set<GameAbort> {
        guard let node else { return [.mismatch, .inconclusive] }
        let known = GameAbort.allCases.map(\.rawValue)
        guard let list = node.list else {
            values.problems.append(
                Diagnostic(
                    "'abort_on' is a list of verdicts, not \(node.kindDescription)",
                    at: node.place,
                    expected: "any of \(known.joined(separator: ", "))"
                )
            )
            return []
        }
        var aborts: Set<GameAbort> = []
        for word in list {
            if let abort = GameAbort(rawValue: word.string ?? "") {
                aborts.insert(abort)
            } else {
                let found = word.string ?? ""
                values.problems.append(
                    .unknown("verdict", found, among: known, at: word.place)
                )
            }
        }
        return aborts
    }
}
