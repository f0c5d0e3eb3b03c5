import TestSupport
import Testing

/// Debian's LXD instead of Incus, in a lab of its own beside the default one.
@Suite("a host with LXD", .serialized)
struct LXDTests {
    @Test("the playbooks for Incus make, verify and break the site there; refusals tell why")
    func site() throws {
        let lab = try LXDLab()
        defer { lab.leave() }
        let first = try lab.provision("site.yml")
        #expect(first.status == 0, "\(first.output)")
        let again = try lab.provision("site.yml", "--detailed-exitcode")
        #expect(again.status == 0, "\(again.output)")

        let failover = try lab.provision("failover.yml")
        #expect(failover.status == 0, "\(failover.output)")

        let guest = try lab.provision("instances.yml", "-e", "ansible_user=guest")
        #expect(guest.output.contains("user 'guest' may not use the Incus socket"))
        _ = try lab.run("lab/ssh", "lxd-a", "systemctl stop lxd.socket lxd.service")
        defer { _ = try? lab.run("lab/ssh", "lxd-a", "systemctl start lxd.socket lxd.service") }
        let stopped = try lab.provision("instances.yml")
        #expect(stopped.output.contains("nobody listens on the socket '/var/lib/lxd/unix.socket'"))
    }
}

/// The lab with a host that runs LXD; made here where it does not stand.
private struct LXDLab {
    private let environment: [String: String]
    private let wasUp: Bool

    init() throws {
        var environment = ["SWITCHYARD_LAB_KIND": "lxd"]
        var variables = try CommandRun.of(["lab/env"], environment: environment)
        wasUp = variables.status == 0
        if !wasUp {
            let made = try CommandRun.of(["lab/lxd", "up"])
            guard made.status == 0 else { throw LabMissing(output: made.output) }
            variables = try CommandRun.of(["lab/env"], environment: environment)
        }
        for line in variables.lines where line.hasPrefix("export ") {
            let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
            if parts.count == 2 { environment[String(parts[0])] = String(parts[1]) }
        }
        self.environment = environment
    }

    /// Takes it away again, unless somebody else had made it.
    func leave() {
        if !wasUp { _ = try? CommandRun.of(["lab/lxd", "down"]) }
    }

    func run(_ words: String...) throws -> CommandRun {
        try CommandRun.of(words, environment: environment)
    }

    func provision(_ playbook: String, _ options: String...) throws -> CommandRun {
        let words = [Package.binary("switchyard"), "provision", "-i", "inventories/lab-lxd"]
        return try CommandRun.of(
            words + options + ["playbooks/\(playbook)"],
            environment: environment
        )
    }
}
