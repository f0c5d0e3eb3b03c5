import Drilling
import TestSupport
import Testing

extension SiteTests {
    @Test("a changed check interval shows in the diff alone, reloads once, and loses no request")
    func changedInterval() throws {
        let process = try lab.proxyProcess()
        let reloads = try lab.reloadCount()
        let socket = try WebSocketClient(host: lab.balancer, port: 80, target: "/ws")
        #expect(try socket.echo("before\n") == "before")
        let change = ["-e", "health_check_interval_ms=750", "--diff"]
        let (run, load) = try lab.underLoad {
            try CommandRun.of(lab.provisionCommand("site.yml", change))
        }
        #expect(run.status == 0, "\(run.output)")
        let changed = run.changedLines
        #expect(changed.count == 4)
        #expect(changed.allSatisfy { $0.contains("inter 750ms") || $0.contains("inter 1000ms") })
        #expect(Recap(run).hosts["lb-1"]?["changed"] == 2, "\(run.output)")
        #expect(try lab.reloadCount() == reloads + 1)
        #expect(try lab.proxyProcess() == process)
        #expect(load.sentCount >= 5_000)
        #expect(load.failedCount == 0, "\(load.failures)")
        #expect(try socket.echo("after\n") == "after")
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
}
