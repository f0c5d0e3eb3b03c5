import Diagnostics
import DocumentValues

/// Reads a drill file's nodes and collects what is wrong with them.
struct DrillReader {
    var problems: [Diagnostic] = []

    private static let keys =
        ["name", "hosts", "vars", "load", "limits"] + DrillStage.allCases.map(\.rawValue)

    mutating func drill(_ document: Node) -> DrillFile? {
        guard document.map != nil else {
            refuse("a drill file holds one mapping, not \(document.kindDescription)", document)
            return nil
        }
        refuseUnknownKeys(of: document, kind: "drill keyword", known: Self.keys)
        let name = text(document["name"]) ?? "drill"
        let hosts = required("hosts", in: document)
        let load = required("load", in: document).flatMap { self.load($0) }
        let limits = required("limits", in: document).map { self.limits($0) }
        var stages: [DrillStage: Node] = [:]
        for stage in DrillStage.allCases {
            guard let tasks = required(stage.rawValue, in: document) else { continue }
            if tasks.list?.isEmpty ?? true {
                refuse("'\(stage.rawValue)' is a list of tasks, at least one", tasks)
            }
            stages[stage] = tasks
        }
        guard let hosts, let load, let limits else { return nil }
        return DrillFile(
            name: name,
            hosts: hosts,
            variables: document["vars"],
            load: load,
            stages: stages,
            limits: limits,
            place: document.place
        )
    }

    private mutating func load(_ node: Node) -> DrillFile.Load? {
        refuseUnknownKeys(
            of: node,
            kind: "load keyword",
            known: ["url", "authority", "rate", "clients", "timeout", "before", "after"]
        )
        let rate = number(node["rate"], default: 100, in: 1...20_000)
        let clients = number(node["clients"], default: 32, in: 1...512)
        guard let url = required("url", in: node) else { return nil }
        return DrillFile.Load(
            url: url,
            authority: node["authority"],
            rate: rate,
            clientCount: clients,
            timeout: duration(node["timeout"]) ?? .seconds(10),
            before: duration(node["before"]) ?? .seconds(3),
            after: duration(node["after"]) ?? .seconds(3)
        )
    }

    private mutating func limits(_ node: Node) -> DrillLimits {
        refuseUnknownKeys(
            of: node,
            kind: "limit",
            known: ["failed", "slowest", "detect", "recover", "longest_gap"]
        )
        return DrillLimits(
            failed: node["failed"].map { number($0, default: 0, in: 0...Int.max) },
            slowest: duration(node["slowest"]),
            detect: duration(node["detect"]),
            recover: duration(node["recover"]),
            longestGap: duration(node["longest_gap"])
        )
    }

    private mutating func required(_ key: String, in node: Node) -> Node? {
        if let value = node[key], !value.isNull { return value }
        problems.append(Diagnostic("'\(key)' is missing", at: node.place))
        return nil
    }

    private func text(_ node: Node?) -> String? { node?.string }

    private mutating func number(
        _ node: Node?,
        default fallback: Int,
        in range: ClosedRange<Int>
    ) -> Int {
        guard let node else { return fallback }
        if case .integer(let value) = node.content, range.contains(value) { return value }
        let upper = range.upperBound == .max ? "" : " to \(range.upperBound)"
        problems.append(
            Diagnostic(
                "this is \(node.kindDescription), not a number that fits",
                at: node.place,
                expected: "a whole number from \(range.lowerBound)\(upper)"
            )
        )
        return fallback
    }

    private mutating func duration(_ node: Node?) -> Duration? {
        guard let node else { return nil }
        if case .integer(let seconds) = node.content, seconds >= 0 { return .seconds(seconds) }
        if let text = node.string, let duration = Self.duration(of: text) { return duration }
        problems.append(
            Diagnostic(
                "this is no duration",
                at: node.place,
                expected: "a number with ms, s or m, as '250ms', '1.5s' or '2m'"
            )
        )
        return nil
    }

    /// The duration that a text with a unit means.
    static func duration(of text: String) -> Duration? {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            guard let count = Double(text.dropLast(suffix.count)), count >= 0 else { return nil }
            return .milliseconds(Int64(count * factor * 1000))
        }
        return nil
    }

    private mutating func refuseUnknownKeys(of node: Node, kind: String, known: [String]) {
        guard let pairs = node.map else {
            refuse("a mapping is expected here, not \(node.kindDescription)", node)
            return
        }
        for pair in pairs where !known.contains(pair.key.string ?? "") {
            problems.append(
                .unknown(kind, pair.key.string ?? "", among: known, at: pair.key.place)
            )
        }
    }

    private mutating func refuse(_ message: String, _ node: Node) {
        problems.append(Diagnostic(message, at: node.place))
    }
}
