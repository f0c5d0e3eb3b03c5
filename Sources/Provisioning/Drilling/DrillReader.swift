import Diagnostics
import DocumentValues

/// Reads a drill file's nodes and collects what is wrong with them.
struct DrillReader {
    var problems: [Diagnostic] = []

    private static let keys =
        ["name", "hosts", "vars", "load", "victims", "failsafe", "limits"]
        + DrillStage.allCases.map(\.rawValue)

    mutating func drill(_ document: Node) -> DrillFile? {
        guard document.map != nil else {
            refuse("a drill file holds one mapping, not \(document.kindDescription)", document)
            return nil
        }
        refuseUnknownKeys(of: document, kind: "drill keyword", known: Self.keys)
        let hosts = required("hosts", in: document)
        let load = required("load", in: document).flatMap { self.load($0) }
        let limits = required("limits", in: document).map { self.limits($0) }
        let failsafe = document["failsafe"].flatMap { self.failsafe($0) }
        let stages = stages(document)
        guard let hosts, let load, let limits else { return nil }
        return DrillFile(
            name: document["name"]?.string ?? "drill",
            hosts: hosts,
            variables: document["vars"],
            load: load,
            stages: stages,
            limits: limits,
            victims: document["victims"],
            failsafe: failsafe,
            place: document.place
        )
    }

    private mutating func stages(_ document: Node) -> [DrillStage: Node] {
        var stages: [DrillStage: Node] = [:]
        for stage in DrillStage.allCases {
            guard let tasks = required(stage.rawValue, in: document) else { continue }
            if tasks.list?.isEmpty ?? true {
                refuse("'\(stage.rawValue)' is a list of tasks, at least one", tasks)
            }
            stages[stage] = tasks
        }
        return stages
    }

    private mutating func load(_ node: Node) -> DrillFile.Load? {
        refuseUnknownKeys(
            of: node,
            kind: "load keyword",
            known: ["url", "proxy", "rate", "clients", "timeout", "before", "during", "after"]
        )
        let rate = number(node["rate"], default: 100, in: 1...20_000)
        let clients = number(node["clients"], default: 512, in: 1...4096)
        guard let url = required("url", in: node) else { return nil }
        return DrillFile.Load(
            url: url,
            proxy: node["proxy"],
            rate: rate,
            clientCount: clients,
            timeout: duration(node["timeout"]) ?? .seconds(10),
            before: duration(node["before"], atLeast: .milliseconds(500)) ?? .seconds(3),
            during: duration(node["during"], atLeast: .milliseconds(500)) ?? .seconds(2),
            after: duration(node["after"]) ?? .seconds(3)
        )
    }

    private static let limitNames = ["failed", "slowest", "detect", "recover", "longest_gap"]

    private mutating func limits(_ node: Node) -> DrillLimits {
        refuseUnknownKeys(of: node, kind: "limit", known: Self.limitNames)
        if node.map?.isEmpty ?? false {
            problems.append(
                Diagnostic(
                    "a drill without a limit proves nothing",
                    at: node.place,
                    expected: "at least one of \(Self.limitNames.joined(separator: ", "))"
                )
            )
        }
        return DrillLimits(
            failed: node["failed"].map { number($0, default: 0, in: 0...Int.max) },
            slowest: duration(node["slowest"]),
            detect: duration(node["detect"]),
            recover: duration(node["recover"]),
            longestGap: duration(node["longest_gap"])
        )
    }

    private mutating func failsafe(_ node: Node) -> DrillFile.FailsafeText? {
        refuseUnknownKeys(
            of: node,
            kind: "failsafe keyword",
            known: ["host", "command", "after"]
        )
        let after = duration(node["after"], atLeast: .seconds(5)) ?? .seconds(60)
        let host = required("host", in: node)
        let command = required("command", in: node)
        guard let host, let command else { return nil }
        if command.list?.isEmpty ?? true {
            refuse("'command' is a program and its arguments, a list of words", command)
        }
        return DrillFile.FailsafeText(host: host, command: command, after: after)
    }
}
