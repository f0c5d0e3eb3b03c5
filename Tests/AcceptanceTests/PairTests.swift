import Drilling
import LinuxSystem
import TestSupport
import Testing

/// The address that two load balancers share: it is where one serves, and nowhere else.
extension SiteTests {
    /// What happens to the balancer that has the address.
    private static let losses = ["kill", "hang", "stop", "cut"]

    @Test("the address moves whatever happens to the balancer that has it", arguments: pairEngines)
    func lossOfBalancer(engine: String) throws {
        let choice = "proxy_engine=\(engine)"
        let ready = try lab.provision("site.yml", "-e", choice)
        #expect(ready.status == 0, "\(ready.output)")
        for loss in Self.losses {
            let drill = try loseBalancer(by: loss, choice)
            // The drill's own limit is half a second, and another build on the machine may break it.
            #expect([0, 2].contains(drill.status), "\(loss): \(drill.output)")
            let gap = drill.lines.first { $0.hasPrefix("longest gap") } ?? ""
            #expect(gap.hasSuffix(" ms"), "\(loss): \(drill.output)")
        }
        let verified = try lab.provision("verify.yml", "-e", choice)
        #expect(verified.status == 0, "\(verified.output)")
    }

    /// Drills on the one that has the address; a busy machine may move it, or starve the load, so what
    /// proves nothing is done again.
    private func loseBalancer(by loss: String, _ choice: String) throws -> CommandRun {
        var drill: CommandRun?
        for _ in 1...3 where drill == nil || drill?.status == 3 {
            let holder = try #require(try lab.waitForHolders(1).first)
            drill = try lab.switchyard(
                "drill",
                "drills/balancer-loss.yml",
                "-i",
                lab.inventory,
                "--limit",
                holder.name,
                "-e",
                choice,
                "-e",
                "how=\(loss)"
            )
        }
        return try #require(drill)
    }

    private static let pairEngines = ["haproxy", "switchyard"]

    @Test("cut off from each other both hold the address, and one does when they are joined again")
    func split() throws {
        let ready = try lab.provision("site.yml")
        #expect(ready.status == 0, "\(ready.output)")
        let (first, second) = (lab.pair[0], lab.pair[1])
        defer {
            _ = try? lab.cut(first, off: second, false)
            _ = try? lab.cut(second, off: first, false)
        }
        #expect(try lab.waitForHolders(1).count == 1)
        // The other way round the second time: the node that stays then hears nothing of the split.
        for (one, other) in [(second, first), (first, second)] {
            #expect(try lab.cut(one, off: other, true).status == 0)
            #expect(try lab.cut(other, off: one, true).status == 0)
            #expect(try lab.waitForHolders(2) == [first, second])
            let (joined, load) = try lab.underLoad(at: lab.sharedAddress, requests: 500, rate: 100)
            {
                _ = try lab.cut(one, off: other, false)
                _ = try lab.cut(other, off: one, false)
                return try lab.waitForHolders(1)
            }
            #expect(joined == [first])
            #expect(load.longestGap < .seconds(3), "\(load.longestGap)")
            #expect(try lab.holders() == [first])
        }
        let verified = try lab.provision("verify.yml")
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("a balancer that reaches no server gives the address to one that does, and not else")
    func serversOutOfReach() throws {
        let ready = try lab.provision("site.yml")
        #expect(ready.status == 0, "\(ready.output)")
        let holder = try #require(try lab.waitForHolders(1).first)
        let other = try #require(lab.pair.first { $0 != holder })
        try forbidServers(to: holder, "add")
        defer { try? forbidServers(to: holder, "del") }
        let deadline = MonotonicClock.now + .seconds(60)
        while try lab.holders() != [other], MonotonicClock.now < deadline {
            MonotonicClock.sleep(for: .milliseconds(200))
        }
        #expect(try lab.holders() == [other])
        // Now neither of them is better: the address stays, with the balancer's own answers.
        try forbidServers(to: other, "add")
        defer { try? forbidServers(to: other, "del") }
        let count = "journalctl -u keepalived -o cat | grep -c FAULT"
        let said = try lab.inside(other.name, on: other.host, "\(count); sleep 8; \(count)")
        #expect(Set(said.lines.filter { !$0.isEmpty }).count == 1, "\(said.output)")
        #expect(try lab.holders() == [other])
    }

    private func forbidServers(to node: PairNode, _ verb: String) throws {
        let words = [".1.21", ".2.22"].map { "ip route \(verb) prohibit \(lab.prefix)\($0)" }
        let run = try lab.inside(node.name, on: node.host, words.joined(separator: "; "))
        #expect(run.status == 0, "\(run.output)")
    }

    @Test(
        "a cookie of one balancer holds on the other, and both have certificates of one authority"
    )
    func sameServers() throws {
        let ready = try lab.provision("site.yml")
        #expect(ready.status == 0, "\(ready.output)")
        for server in ["backend-api-1", "backend-api-2"] {
            for address in [lab.sharedAddress] + lab.pair.map(\.ownAddress) {
                let run = try CommandRun.of([
                    "curl", "-s", "-i", "-H", "Cookie: VEZA_SERVERID=\(server)",
                    "http://\(address)/api/v1/health",
                ])
                #expect(run.output.contains("X-Backend: \(server)"), "\(run.output)")
            }
        }
        let authority = "cat /var/lib/switchyard/certificates/ca.pem"
        let first = try lab.ssh("incus-a", authority).output
        #expect(first.contains("BEGIN CERTIFICATE"))
        #expect(first == (try lab.ssh("incus-b", authority).output))
        try withScratchDirectory { folder in
            try write(["ca.pem": first], below: folder)
            let run = try CommandRun.of([
                "curl", "-s", "-i", "--cacert", "\(folder)/ca.pem",
                "https://\(lab.sharedAddress)/api/v1/health",
            ])
            #expect(run.output.contains("X-Backend: "), "\(run.output)")
        }
    }
}
