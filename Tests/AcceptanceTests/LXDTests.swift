import Foundation
import TestSupport
import Testing

/// The lab with Debian's LXD, which stands only where somebody asked for it.
private enum LXDLab {
    static let environment: [String: String]? = {
        let kind = ["SWITCHYARD_LAB_KIND": "lxd"]
        guard let run = try? CommandRun.of(["lab/env"], environment: kind), run.status == 0 else {
            return nil
        }
        var variables = kind
        for line in run.lines where line.hasPrefix("export ") {
            let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
        }
        return variables
    }()

    static var isUp: Bool { environment != nil }

    static func run(_ words: String...) throws -> CommandRun {
        try CommandRun.of(words, environment: environment ?? [:])
    }

    static func provision(_ playbook: String, _ options: String...) throws -> CommandRun {
        let words = [Package.binary("switchyard"), "provision", "-i", "inventories/lab-lxd"]
        return try CommandRun.of(
            words + options + ["playbooks/\(playbook)"],
            environment: environment ?? [:]
        )
    }
}

@Suite("a host with LXD", .serialized, .enabled(if: LXDLab.isUp, "lab/lxd up makes one"))
struct LXDTests {
    @Test("the playbooks for Incus make and verify the site there, and then change nothing")
    func site() throws {
        let first = try LXDLab.provision("site.yml")
        #expect(first.status == 0, "\(first.output)")
        let again = try LXDLab.provision("site.yml", "--detailed-exitcode")
        #expect(again.status == 0, "\(again.output)")
    }

    @Test("a server that is killed and comes back is noticed there too")
    func failover() throws {
        let run = try LXDLab.provision("failover.yml")
        #expect(run.status == 0, "\(run.output)")
    }

    @Test("a user without the group, and a daemon that does not run, are told apart")
    func refusals() throws {
        let guest = try LXDLab.provision("instances.yml", "-e", "ansible_user=guest")
        #expect(guest.output.contains("user 'guest' may not use the Incus socket"))
        _ = try LXDLab.run("lab/ssh", "lxd-a", "systemctl stop lxd.socket lxd.service")
        defer { _ = try? LXDLab.run("lab/ssh", "lxd-a", "systemctl start lxd.socket lxd.service") }
        let stopped = try LXDLab.provision("instances.yml")
        #expect(stopped.output.contains("nobody listens on the socket '/var/lib/lxd/unix.socket'"))
    }
}
