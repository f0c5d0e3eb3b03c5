import Diagnostics
import DocumentValues

/// Reads a drill file's nodes and collects what is wrong with them.
struct DrillReader {
    var problems: [Diagnostic] = []
    /// Where each limit stands.
    var limitPlaces: [String: SourcePlace] = [:]

    private static let keys =
        ["name", "description", "hosts", "vars", "load", "victims", "failsafe", "limits"]
        + DrillStage.allCases.map(\.rawValue)

    mutating func drill(_ document: Node) -> DrillFile? {
        guard document.map != nil else {
            refuse("a drill file holds one mapping, not \(document.kindDescription)", document)
            return nil
        }
        refuseUnknownKeys(of: document, kind: "drill keyword", known: Self.keys)
        let hosts = required("hosts", in: document)
        let load = required("load", in: document).flatMap { self.load($0) }
        let limits = required("limits", in: document).map { self.limits($0, of: load) }
        let failsafe = document["failsafe"].flatMap { self.failsafe($0) }
        let stages = stages(document)
        guard let hosts, let load, let limits else { return nil }
        return DrillFile(
            name: document["name"]?.string ?? "drill",
            title: document["name"],
            description: document["description"].flatMap { text($0) } ?? "",
            hosts: hosts,
            variables: document["vars"],
            load: load,
            stages: stages,
            limits: limits,
            limitPlaces: limitPlaces,
            victims: document["victims"],
            failsafe: failsafe,
            place: document.place
        )
    }

    private mutating func stages(_ document: Node) -> [DrillStage: Node] {
        var stages: [DrillStage: Node] = [:]
        for stage in DrillStage.allCases {
            let found =
                stage.isRequired ? required(stage.rawValue, in: document) : document[stage.rawValue]
            guard let tasks = found else { continue }
            if tasks.list?.isEmpty ?? true {
                refuse("'\(stage.rawValue)' is a list of tasks, at least one", tasks)
            }
            stages[stage] = tasks
        }
        return stages
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
