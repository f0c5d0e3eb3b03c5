import Foundation
import TestSupport

/// The lab that the acceptance tests run on; `make test` has brought it up.
struct Lab {
    /// The variables that `lab/env` prints.
    let environment: [String: String]

    /// The inventory of the lab.
    let inventory = "inventories/lab"

    /// The running lab; the tests can't go on without it.
    init() throws {
        let script = "eval \"$(lab/env)\" && env | grep ^SWITCHYARD_"
        let run = try CommandRun.of(["bash", "-c", script])
        guard run.status == 0 else { throw LabMissing(output: run.output) }
        environment = Dictionary(
            run.lines.compactMap { line in
                let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                return parts.count == 2 ? (parts[0], parts[1]) : nil
            },
            uniquingKeysWith: { $1 }
        )
    }

    /// The first two numbers of every address.
    var prefix: String { environment["SWITCHYARD_LAB_PREFIX"] ?? "" }

    /// The address of the load balancer.
    var balancer: String { "\(prefix).1.10" }

    /// Makes both Incus hosts anew, empty.
    func makeFresh() throws {
        let hosts = LabHosts(toMakeAnew: true)
        defer { withExtendedLifetime(hosts) {} }
        let run = try CommandRun.of(["lab/up", "--fresh"])
        guard run.status == 0 else { throw LabMissing(output: run.output) }
    }

    /// Runs a command on an Incus host by the system's ssh.
    func ssh(_ host: String, _ command: String) throws -> CommandRun {
        let configuration = environment["SWITCHYARD_LAB_SSH_CONFIG"] ?? ""
        return try CommandRun.of(["ssh", "-F", configuration, host, command])
    }

    /// Runs a command in a container of an Incus host.
    func inside(_ container: String, on host: String, _ command: String) throws -> CommandRun {
        try ssh(host, "incus exec \(container) -- sh -c '\(command)'")
    }

    /// Runs `switchyard` with the lab's inventory.
    func switchyard(_ words: String...) throws -> CommandRun {
        try CommandRun.of([Package.binary("switchyard")] + words)
    }

    /// Provisions a playbook of the package.
    func provision(_ playbook: String, _ options: String...) throws -> CommandRun {
        try CommandRun.of(provisionCommand(playbook, options))
    }

    /// The words of a provision run.
    func provisionCommand(_ playbook: String, _ options: [String]) -> [String] {
        [Package.binary("switchyard"), "provision", "-i", inventory] + options
            + ["playbooks/\(playbook)"]
    }
}

/// The lab is not there.
struct LabMissing: Error, CustomStringConvertible {
    let output: String
    var description: String { "the lab is down; make lab brings it up\n\(output)" }
}

/// The recap of a run: for each host its counts.
struct Recap {
    let hosts: [String: [String: Int]]

    init(_ run: CommandRun) {
        var hosts: [String: [String: Int]] = [:]
        let lines = run.lines.drop { !$0.hasPrefix("PLAY RECAP") }
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            var counts: [String: Int] = [:]
            for word in parts[1].split(separator: " ") {
                let pair = word.split(separator: "=")
                if pair.count == 2 { counts[String(pair[0])] = Int(pair[1]) }
            }
            hosts[parts[0].trimmingCharacters(in: .whitespaces)] = counts
        }
        self.hosts = hosts
    }

    /// The sum of a count over all hosts.
    func total(_ count: String) -> Int {
        hosts.values.reduce(0) { $0 + ($1[count] ?? 0) }
    }
}

extension CommandRun {
    /// The lines that diffs in the output took away or added.
    var changedLines: [String] {
        lines.filter { line in
            let isHeader = line.hasPrefix("+++") || line.hasPrefix("---")
            return (line.hasPrefix("+") || line.hasPrefix("-")) && !isHeader
        }
    }
}
