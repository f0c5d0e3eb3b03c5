import Drilling
import Foundation
import TestSupport
import Testing

/// What an operator changes on a load balancer that serves: nobody may feel it, and what goes wrong says so.
extension SiteTests {
    private static let refusedPort = "listen_http=53"

    @Test("a reload that fails fails the run, with the proxy's words and the proven file back")
    func refusedReload() throws {
        let before = try lab.proxyConfiguration()
        let process = try lab.proxyProcess()
        // Another proxy has the port: a check of the file leaves the two engines' ports to the start.
        let holding = try lab.inside(
            "lb-1",
            on: "incus-a",
            "printf \"listen hold\\n mode http\\n bind *:81\\n server s 127.0.0.1:1\\n\" >/tmp/hold.cfg"
                + " && systemd-run -q --unit hold /usr/local/sbin/switchyard-proxy -f /tmp/hold.cfg"
                + " && until ss -Htln sport = :81 | grep -q .; do sleep 0.1; done"
        )
        #expect(holding.status == 0, "\(holding.output)")
        defer {
            _ = try? lab.inside("lb-1", on: "incus-a", "systemctl stop hold; rm /tmp/hold.cfg")
        }
        for _ in 1...2 {
            let run = try lab.provision("site.yml", "-e", "listen_http=81", "--limit", "all:!lb-2")
            #expect(run.status == 2, "\(run.output)")
            #expect(run.output.contains("0.0.0.0:81"), "\(run.output)")
            #expect(run.output.contains("address already in use"))
            #expect(try lab.proxyConfiguration() == before)
        }
        #expect(try lab.proxyProcess() == process)
        let restarted = try lab.inside("lb-1", on: "incus-a", "systemctl restart switchyard-proxy")
        #expect(restarted.status == 0, "\(restarted.output)")
        let mended = try lab.provision("site.yml")
        #expect(mended.status == 0, "\(mended.output)")
    }

    @Test("'systemctl reload' itself fails, and the journal has the proxy's words")
    func refusedByHand() throws {
        let spoil = "sed -i s/roundrobin/roundrobbin/ /etc/switchyard-proxy/proxy.cfg"
        let mend = "sed -i s/roundrobbin/roundrobin/ /etc/switchyard-proxy/proxy.cfg"
        _ = try lab.inside("lb-1", on: "incus-a", spoil)
        let refused = try lab.inside("lb-1", on: "incus-a", "systemctl reload switchyard-proxy")
        #expect(refused.status != 0)
        let journal = try lab.inside(
            "lb-1",
            on: "incus-a",
            "journalctl -u switchyard-proxy -n 20 -o cat"
        )
        #expect(journal.output.contains("roundrobbin"), "\(journal.output)")
        let status = try lab.inside("lb-1", on: "incus-a", "systemctl status switchyard-proxy")
        #expect(status.output.contains("reload failed"), "\(status.output)")
        _ = try lab.inside("lb-1", on: "incus-a", mend)
        let taken = try lab.inside("lb-1", on: "incus-a", "systemctl reload switchyard-proxy")
        #expect(taken.status == 0, "\(taken.output)")
    }

    @Test("a new binary takes over under load: no request fails and a WebSocket stays open")
    func newBinary() throws {
        try withScratchDirectory { folder in
            // A byte behind the end of a program changes nothing but the file.
            var bytes = try Data(contentsOf: URL(filePath: Package.binary("switchyard-proxy")))
            bytes.append(0)
            let binary = URL(filePath: folder).appending(path: "switchyard-proxy")
            try bytes.write(to: binary)
            let process = try lab.proxyProcess()
            let socket = try WebSocketClient(host: lab.balancer, port: 80, target: "/ws")
            #expect(try socket.echo("before") == "before")
            let (run, load) = try lab.underLoad {
                try lab.provision("site.yml", "-e", "proxy_binary=\(binary.path)")
            }
            #expect(run.status == 0, "\(run.output)")
            #expect(load.failedCount == 0, "\(load.failures)")
            #expect(try socket.echo("after") == "after")
            #expect(try lab.proxyProcess() != process)
            let (back, more) = try lab.underLoad { try lab.provision("site.yml") }
            #expect(back.status == 0, "\(back.output)")
            #expect(more.failedCount == 0, "\(more.failures)")
            #expect(try socket.echo("once more") == "once more")
        }
    }

    /// The engines that the role installs, each with the other one.
    private static let switches = [("switchyard", "haproxy"), ("haproxy", "switchyard")]

    @Test("an engine switch costs no request, and a refused one leaves the old engine serving")
    func engineSwitch() throws {
        for (old, new) in Self.switches {
            for setting in ["proxy_api_balance=roundrobbin", Self.refusedPort] {
                let (refused, load) = try lab.underLoad(requests: 1_000) {
                    try lab.provision("site.yml", "-e", "proxy_engine=\(new)", "-e", setting)
                }
                #expect(refused.status == 2, "\(refused.output)")
                #expect(load.failedCount == 0, "\(old): \(load.failures)")
                let states = try units(of: old, new)
                #expect(states == ["active", "enabled", "inactive", "disabled"])
            }
            let (run, load) = try lab.underLoad {
                try lab.provision("site.yml", "-e", "proxy_engine=\(new)")
            }
            #expect(run.status == 0, "\(run.output)")
            #expect(load.failedCount == 0, "to \(new): \(load.failures)")
            let again = try lab.provision("site.yml", "-e", "proxy_engine=\(new)")
            #expect(Recap(again).total("changed") == 0, "\(again.output)")
        }
    }

    /// The states of the unit that serves and of the one that shall not.
    private func units(of engines: String...) throws -> [String] {
        let names = ["haproxy": "haproxy", "switchyard": "switchyard-proxy"]
        let words = engines.compactMap { names[$0] }.map {
            "systemctl is-active \($0); systemctl is-enabled \($0)"
        }
        let run = try lab.inside("lb-1", on: "incus-a", words.joined(separator: "; "))
        return run.lines.filter { !$0.isEmpty }.map { $0 == "failed" ? "inactive" : $0 }
    }

    /// Addresses that are wrong for the second server of the API pool.
    private static let wrongAddresses = [".1.21", ".2.99"]

    @Test("one wrong backend address fails the verification", arguments: wrongAddresses)
    func wrongAddress(ending: String) throws {
        for (variable, first) in [("api", "21"), ("stream", "31")] {
            let prefix = variable == "api" ? "backend-api" : "stream-srv"
            let names = ["\(prefix)-1", "\(prefix)-2"]
            let wrong = ending == ".1.21" ? ".1.\(first)" : ending
            let servers = """
                {"proxy_\(variable)_servers": [
                {"name": "\(names[0])", "address": "\(lab.prefix).1.\(first)"},
                {"name": "\(names[1])", "address": "\(lab.prefix)\(wrong)"}], "verify_timeout": 10}
                """
            let run = try lab.provision("site.yml", "-e", servers)
            #expect(run.status == 2, "\(run.output)")
            #expect(run.output.contains(names[1]), "\(run.output)")
        }
        let mended = try lab.provision("site.yml")
        #expect(mended.status == 0, "\(mended.output)")
    }
}
