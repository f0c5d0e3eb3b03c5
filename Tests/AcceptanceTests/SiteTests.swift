import Foundation
import TestSupport
import Testing

/// Each test starts from what the one before left: they tell the life of one load balancer.
@Suite("a load balancer's life", .serialized)
struct SiteTests {
    let lab: Lab

    init() throws {
        lab = try Lab()
    }

    @Test("the first provision builds everything and verifies it over HTTP and HTTPS")
    func firstProvision() throws {
        try lab.makeFresh()
        let run = try lab.provision("site.yml")
        #expect(run.status == 0, "\(run.output)")
        let recap = Recap(run)
        #expect(recap.total("failed") == 0)
        #expect(recap.total("unreachable") == 0)
        #expect(run.output.contains("the chain verified"))
    }

    @Test("the second provision changes nothing, with at most two SSH sessions a host")
    func secondProvision() throws {
        var cursors: [String: String] = [:]
        for host in ["incus-a", "incus-b"] { cursors[host] = try sshLogCursor(of: host) }
        let uptime = try lab.inside(
            "lb-1",
            on: "incus-a",
            "systemctl show -p ActiveEnterTimestamp,NRestarts,MainPID switchyard-proxy"
        ).output
        let run = try lab.provision("site.yml")
        #expect(run.status == 0, "\(run.output)")
        let recap = Recap(run)
        for (host, counts) in recap.hosts {
            #expect(counts["changed"] == 0, "\(host): \(run.output)")
        }
        #expect(!run.output.contains("RUNNING HANDLER"))
        let after = try lab.inside(
            "lb-1",
            on: "incus-a",
            "systemctl show -p ActiveEnterTimestamp,NRestarts,MainPID switchyard-proxy"
        ).output
        #expect(uptime == after)
        for (host, cursor) in cursors {
            let log = try lab.ssh(
                host,
                "journalctl -u ssh --after-cursor '\(cursor)' -o cat | grep -c 'Accepted publickey'"
            )
            // One of the sessions is the one that asks.
            let sessions = Int(log.output.trimmingCharacters(in: .whitespacesAndNewlines))
            #expect((1...3).contains(sessions ?? 0), "\(host): \(log.output)")
        }
    }

    private func sshLogCursor(of host: String) throws -> String {
        let log = try lab.ssh(host, "journalctl -u ssh -n 1 -o cat --show-cursor | tail -n 1")
        return String(log.output.trimmingPrefix("-- cursor: "))
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
