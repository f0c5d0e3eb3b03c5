import Drilling
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

    @Test("a setting that the proxy refuses at the first install puts nothing in place")
    func refusedFirstInstall() throws {
        try lab.makeFresh()
        let refused = try lab.provision("site.yml", "-e", "proxy_api_balance=roundrobbin")
        #expect(refused.status == 2, "\(refused.output)")
        #expect(refused.output.contains("roundrobbin"))
        let look = "test ! -e /etc/switchyard-proxy/proxy.cfg && echo nothing"
        #expect(try lab.inside("lb-1", on: "incus-a", look).output.contains("nothing"))
        let mended = try lab.provision("site.yml")
        #expect(mended.status == 0, "\(mended.output)")
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
        let process = try lab.proxyProcess()
        let reloads = try lab.reloadCount()
        var cursors: [String: String] = [:]
        for host in ["incus-a", "incus-b"] { cursors[host] = try sshLogCursor(of: host) }
        let run = try lab.provision("site.yml")
        for (host, cursor) in cursors {
            // One of the sessions is the one that asks.
            let sessions = try sshSessions(of: host, since: cursor)
            #expect((1...2).contains(sessions - 1), "\(host): \(sessions)")
        }
        #expect(run.status == 0, "\(run.output)")
        for (host, counts) in Recap(run).hosts {
            #expect(counts["changed"] == 0, "\(host): \(run.output)")
        }
        #expect(!run.output.contains("RUNNING HANDLER"))
        #expect(try lab.proxyProcess() == process)
        #expect(try lab.reloadCount() == reloads)
    }

    @Test("a changed check interval shows in the diff alone, reloads once, and loses no request")
    func changedInterval() throws {
        let process = try lab.proxyProcess()
        let reloads = try lab.reloadCount()
        let socket = try WebSocketClient(host: lab.balancer, port: 80, target: "/ws")
        #expect(try socket.echo("before") == "before")
        let change = ["-e", "health_check_interval_ms=750", "--diff"]
        let (run, load) = try lab.underLoad {
            try CommandRun.of(lab.provisionCommand("site.yml", change))
        }
        #expect(run.status == 0, "\(run.output)")
        let changed = run.changedLines
        // Two pools on each of two balancers, the old line and the new one.
        #expect(changed.count == 8)
        #expect(changed.allSatisfy { $0.contains("inter 750ms") || $0.contains("inter 1000ms") })
        #expect(Recap(run).hosts["lb-1"]?["changed"] == 2, "\(run.output)")
        #expect(try lab.reloadCount() == reloads + 1)
        #expect(try lab.proxyProcess() == process)
        #expect(load.sentCount >= 5_000)
        #expect(load.failedCount == 0, "\(load.failures)")
        #expect(try socket.echo("after") == "after")
    }

    @Test("a setting that the proxy refuses leaves the old configuration in force and on disk")
    func refusedConfiguration() throws {
        let before = try lab.proxyConfiguration()
        let run = try lab.provision("site.yml", "-e", "proxy_api_balance=roundrobbin")
        #expect(run.status == 2, "\(run.output)")
        #expect(run.output.contains("roundrobbin"))
        #expect(run.output.contains("proxy.cfg"))
        #expect(try lab.proxyConfiguration() == before)
        _ = try lab.ssh("incus-a", "incus restart --force lb-1")
        let verified = try lab.provision("verify.yml")
        #expect(verified.status == 0, "\(verified.output)")
        let mended = try lab.provision("site.yml")
        #expect(mended.status == 0, "\(mended.output)")
    }

    /// The engines that the role `proxy` installs.
    fileprivate static let engines = ["switchyard", "haproxy"]

    @Test("a third API server joins the pool in place and answers")
    func thirdServer() throws {
        try withScratchDirectory { folder in
            try write(
                [
                    "hosts.yml": """
                    all:
                      children:
                        containers:
                          children:
                            api_backends:
                              hosts:
                                backend-api-3:
                                  ansible_incus_host: incus-a
                                  instance_address: "{{ lab_prefix }}.1.23"
                    """
                ],
                below: folder
            )
            let process = try lab.proxyProcess()
            let (run, load) = try lab.underLoad {
                try lab.provision("site.yml", "-i", folder)
            }
            #expect(run.status == 0, "\(run.output)")
            #expect(load.failedCount == 0, "\(load.failures)")
            #expect(load.answers.map(\.server).contains("backend-api-3"))
            #expect(try lab.proxyProcess() == process)
        }
        let back = try lab.provision("site.yml")
        #expect(back.status == 0, "\(back.output)")
        #expect(try !lab.proxyConfiguration().contains("backend-api-3"))
    }

    @Test("the failover playbook and the drill pass with either engine", arguments: engines)
    func failover(engine: String) throws {
        let choice = "proxy_engine=\(engine)"
        let installed = try lab.provision("site.yml", "-e", choice)
        #expect(installed.status == 0, "\(installed.output)")
        let playbook = try lab.provision("failover.yml", "-e", choice)
        #expect(playbook.status == 0, "\(playbook.output)")
        let drill = try lab.switchyard(
            "drill",
            "drills/backend-loss.yml",
            "-i",
            lab.inventory,
            "-e",
            choice
        )
        #expect(drill.status == 0, "\(drill.output)")
        #expect(drill.output.contains("verdict: Pass"))
        #expect(drill.output.contains(" 0 failed"))
    }

    @Test("a drill whose fault has no effect proves nothing")
    func inconclusiveDrill() throws {
        try withScratchDirectory { folder in
            try write(
                [
                    "nothing.yml": """
                    name: Nothing breaks
                    hosts: load_balancers
                    load: {url: "http://{{ instance_address }}/", rate: 50, before: 1s, after: 1s}
                    healthy: [{name: fine, assert: {that: true}}]
                    fault: [{name: nothing, debug: {msg: nothing}}]
                    effect: [{name: something broke, assert: {that: false}}]
                    restore: [{name: nothing, debug: {msg: nothing}}]
                    recovered: [{name: fine, assert: {that: true}}]
                    limits: {failed: 0}
                    """
                ],
                below: folder
            )
            let drill = try lab.switchyard(
                "drill",
                "\(folder)/nothing.yml",
                "-i",
                lab.inventory
            )
            #expect(drill.status == 3, "\(drill.output)")
            #expect(drill.output.contains("verdict: Inconclusive"))
        }
    }

    @Test("a controller that is killed anywhere leaves nothing half done, and due handlers run")
    func killedController() throws {
        let change = ["-e", "health_check_interval_ms=900"]
        let milliseconds = [150, 400, 650, 900, 1_150, 1_400]
        for moment in milliseconds {
            let running = try RunningCommand(lab.provisionCommand("site.yml", change))
            Thread.sleep(forTimeInterval: Double(moment) / 1000)
            running.send(SIGKILL)
            running.wait()
        }
        let next = try lab.provision("site.yml", "-e", "health_check_interval_ms=900")
        #expect(next.status == 0, "\(next.output)")
        #expect(try lab.proxyConfiguration().contains("inter 900ms"))
        let inForce = try lab.inside(
            "lb-1",
            on: "incus-a",
            "test -z \"$(ls -A /var/lib/switchyard/pending-handlers 2>/dev/null)\" && echo settled"
        )
        #expect(inForce.output.contains("settled"))
        let last = try lab.provision("site.yml", "-e", "health_check_interval_ms=900")
        #expect(Recap(last).total("changed") == 0, "\(last.output)")
    }

    @Test("a handler that was due when the controller was killed runs in the next run")
    func pendingHandler() throws {
        try withScratchDirectory { folder in
            try write(
                [
                    "late.yml": """
                    - hosts: load_balancers
                      gather_facts: false
                      tasks:
                        - copy: {content: "written", dest: /root/late}
                          notify: Tell
                        - command: sleep {{ seconds }}
                          changed_when: false
                      handlers:
                        - name: Tell
                          command: touch /root/told
                    """
                ],
                below: folder
            )
            let words = [
                Package.binary("switchyard"), "provision", "-i", lab.inventory,
                "\(folder)/late.yml", "-e",
            ]
            _ = try lab.inside("lb-1", on: "incus-a", "rm -f /root/late /root/told")
            let running = try RunningCommand(words + ["seconds=20"])
            var isWritten = false
            for _ in 0..<50 where !isWritten {
                let look = try lab.inside("lb-1", on: "incus-a", "test -e /root/late")
                isWritten = look.status == 0
            }
            running.send(SIGKILL)
            running.wait()
            #expect(isWritten)
            #expect(try lab.inside("lb-1", on: "incus-a", "test -e /root/told").status != 0)
            let next = try CommandRun.of(words + ["seconds=0"])
            #expect(next.output.contains("pending handler from an earlier run: [lb-1] Tell"))
            #expect(try lab.inside("lb-1", on: "incus-a", "test -e /root/told").status == 0)
        }
    }

    func sshSessions(of host: String, since cursor: String) throws -> Int {
        let log = try lab.ssh(
            host,
            "journalctl -u ssh --after-cursor '\(cursor)' -o cat | grep -c 'Accepted publickey'"
        )
        return Int(log.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    func sshLogCursor(of host: String) throws -> String {
        let log = try lab.ssh(host, "journalctl -u ssh -n 1 -o cat --show-cursor | tail -n 1")
        return String(log.output.trimmingPrefix("-- cursor: "))
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
