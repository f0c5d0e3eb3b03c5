import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("what else a drill does")
struct DrillModesTests {
    @Test("a fault that hits another server than the drill says is a mismatch")
    func mismatch() throws {
        try DrillScene.with { scene in
            let run = try scene.carryOut(scene.drill(["victims": "[b]"]))
            #expect(run.status == 3, "\(run.output)")
            #expect(run.output.contains("fault: Mismatch"))
            #expect(
                run.output.contains(
                    "verdict: Mismatch: the victim 'b' still answered while the fault was said to be "
                        + "in effect, and 'a' fell silent"
                )
            )
            #expect(!scene.isBroken)
        }
    }

    @Test("detection counts from the first independent proof of the fault")
    func proof() throws {
        try DrillScene.with { scene in
            let proof = "[{name: broken, command: test -e \(scene.folder)/broken-a}]"
            // The fault goes on for a while after it broke something.
            let fault = """
                [{file: {path: \(scene.folder)/broken-a, state: touch}}, {command: sleep 2}]
                """
            let run = try scene.carryOut(
                scene.drill(["proof": proof, "fault": fault, "limits": "{detect: 60s}"]),
                "--json",
                "\(scene.folder)/report.json"
            )
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("fault: Confirmed"))
            let lines = run.output.split(separator: "\n").map(String.init)
            let proved = try #require(lines.firstIndex { $0.contains("T0: the fault is proved") })
            let broken = try #require(lines.firstIndex { $0.contains("fault done") })
            #expect(proved < broken)
        }
    }

    @Test("a proof that is there before proves nothing, and one that never comes neither")
    func noProof() throws {
        try DrillScene.with { scene in
            let early = try scene.carryOut(scene.drill(["proof": "[{command: 'true'}]"]))
            #expect(early.status == 3, "\(early.output)")
            #expect(early.output.contains("the proof is there before the fault already"))
            let never = try scene.carryOut(scene.drill(["proof": "[{command: 'false'}]"]))
            #expect(never.status == 3, "\(never.output)")
            #expect(never.output.contains("Inconclusive: 'proof' did not hold at any time"))
            #expect(!scene.isBroken)
        }
    }

    @Test("a name with a variable tells the ways of one drill apart")
    func title() throws {
        try DrillScene.with { scene in
            let drill = scene.drill([
                "name": "\"Loss of a server, {{ how }}\"", "vars": "{how: slowly}",
            ])
            let run = try scene.carryOut(drill, "--check", "-e", "how=fast")
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("check of the drill 'Loss of a server, fast' on web"))
        }
    }

    @Test("a check proves the steady state, says what would be broken, and breaks nothing")
    func check() throws {
        try DrillScene.with { scene in
            let fault = """
                [{name: break it, file: {path: \(scene.folder)/broken-a, state: touch}}, \
                {name: break it anyway, check_mode: false, \
                command: touch \(scene.folder)/broken-a}, \
                {name: never, command: 'true', when: false}]
                """
            let drill = scene.drill(["fault": fault])
            let run = try scene.carryOut(drill, "--check")
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("would break  break it, on web"))
            #expect(run.output.contains("             break it anyway, on web"))
            #expect(!run.output.contains("never"))
            #expect(run.output.contains("victims      a"))
            #expect(run.output.contains("check: the steady state holds, and nothing was broken"))
            #expect(!scene.isBroken)
            let unknown = try scene.carryOut(scene.drill(["victims": "[c]"]), "--check")
            #expect(unknown.status == 3, "\(unknown.output)")
            #expect(unknown.output.contains("check: the victim 'c' answered none"))
        }
    }

    @Test("several runs end with the median and range of their figures, and the worst exit status")
    func repeated() throws {
        try DrillScene.with { scene in
            let file = "\(scene.folder)/report.json"
            let limits = ["limits": "{longest_gap: 30s}"]
            let run = try scene.carryOut(scene.drill(limits), "--repeat", "2", "--json", file)
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("2 runs: 2 Pass"))
            #expect(run.output.contains("median"))
            let data = try Data(contentsOf: URL(filePath: file))
            let json = try #require(
                try JSONSerialization.jsonObject(with: data) as? [String: Any]
            )
            #expect((json["runs"] as? [Any])?.count == 2)
            let strict = ["limits": "{slowest: 0}"]
            let failed = try scene.carryOut(scene.drill(strict), "--repeat", "2")
            #expect(failed.status == 2, "\(failed.output)")
            #expect(failed.output.contains("2 runs: 2 Fail"))
        }
    }

    @Test("the drills below a folder are listed with what they break, other files are not")
    func list() throws {
        try DrillScene.with { scene in
            try write(
                [
                    "drills/a.yml": scene.drill(["description": "Takes a away."]),
                    "drills/deep/b.yml": scene.drill(["name": "Another"]),
                    "drills/tasks.yml": "- debug: {}\n",
                ],
                below: scene.folder
            )
            let program = [builtProgram("switchyard"), "drill", "--list"]
            let run = try CommandRun.of(program + ["\(scene.folder)/drills"])
            #expect(run.status == 0, "\(run.output)")
            #expect(
                run.output == """
                    \(scene.folder)/drills/a.yml
                        Loss of a
                        Takes a away.
                    \(scene.folder)/drills/deep/b.yml
                        Another
                        break

                    """
            )
            try write(["drills/c.yml": "fault: []\nload: {}\n"], below: scene.folder)
            let broken = try CommandRun.of(program + ["\(scene.folder)/drills"])
            #expect(broken.status == 4)
            #expect(broken.output.contains("drills/c.yml:1:1: error: 'hosts' is missing"))
        }
    }

    @Test("a drill does not begin while another one runs, and says whose it is")
    func lock() throws {
        try DrillScene.with { scene in
            let load = """
                {url: "http://127.0.0.1:\(scene.port)/", proxy: \(scene.folder)/admin.sock, \
                rate: 60, before: 60s}
                """
            let first = try RunningCommand(try scene.command(scene.drill(["load": load])))
            let started = MonotonicClock.now
            while !first.output.contains("load:"), MonotonicClock.now < started + .seconds(60) {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            let second = try scene.carryOut(scene.drill(["name": "Second"]))
            #expect(second.status == 3, "\(second.output)")
            #expect(second.output.contains("another drill runs on web: 'Loss of a' by "))
            #expect(second.output.contains(", since 2"))
            #expect(second.output.contains("; its lock is void in "), "\(second.output)")
            #expect(!second.output.contains("healthy"))
            first.send(SIGINT)
            _ = first.wait()
            let third = try scene.carryOut(scene.drill())
            #expect(third.status == 0, "\(third.output)")
        }
    }

    @Test("kinds of traffic are told apart in the report")
    func traffic() throws {
        try DrillScene.with { scene in
            let url = "\"http://127.0.0.1:\(scene.port)/\""
            let load = """
                {proxy: \(scene.folder)/admin.sock, before: 1s, during: 1s, after: 0, traffic: [\
                {name: pages, url: \(url), rate: 40, sticky: true}, \
                {name: fresh, url: \(url), rate: 20, connections: fresh}, \
                {name: orders, url: \(url), rate: 20, method: POST, body: order}]}
                """
            let limits =
                "{longest_gap: 30s, lost: 1000, sticky_moved: 0, traffic: {orders: {failed: 1000}}}"
            let run = try scene.carryOut(scene.drill(["load": load, "limits": limits]))
            #expect(run.status == 0, "\(run.output)")
            for name in ["pages", "fresh", "orders"] {
                #expect(run.output.contains("traffic      \(name)\n"))
            }
            #expect(run.output.contains("load: pages: 40 requests a second by up to 128 clients"))
            #expect(run.output.contains("ok   orders.failed: "))
            #expect(scene.second.requests.contains { $0.method == "POST" })
        }
    }

    @Test("a limit that nothing can break is refused with its place")
    func idleLimit() throws {
        try DrillScene.with { scene in
            let run = try scene.carryOut(scene.drill(["limits": "{lost: 0}"]))
            #expect(run.status == 4)
            #expect(run.output.contains("error: nothing can break the limit 'lost'"))
            #expect(run.output.contains("traffic that is not idempotent"))
        }
    }
}
