import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("drills")
struct DrillTests {
    @Test("a drill that takes a server away under load passes, its reports for nobody else's eyes")
    func pass() throws {
        try DrillScene.with { scene in
            let files = ["\(scene.folder)/report.json", "\(scene.folder)/report.xml"]
            let run = try scene.carryOut(scene.drill(), "--json", files[0], "--junit", files[1])
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("before the fault there answered a, b"))
            #expect(run.output.contains("during the fault there answered b\n"))
            #expect(run.output.contains("no failsafe: if this program is killed"))
            #expect(run.output.contains("verdict: Pass"))
            #expect(!scene.isBroken)
            for file in files { #expect((FileStatus.of(file)?.mode ?? 0) & 0o777 == 0o600) }
        }
    }

    @Test("what a stage registers or sets, the later ones know")
    func memory() throws {
        try DrillScene.with { scene in
            let run = try scene.carryOut(
                scene.drill([
                    "healthy": "[{command: echo before, register: seen}]",
                    "fault": """
                    [{file: {path: \(scene.folder)/broken-a, state: touch}}, \
                    {set_fact: {broken: "{{ seen.stdout }}-a"}}]
                    """,
                    "restore": """
                    [{file: {path: \(scene.folder)/broken-a, state: absent}}, \
                    {assert: {that: broken == 'before-a'}}]
                    """,
                ])
            )
            #expect(run.status == 0, "\(run.output)")
        }
    }

    /// A way to be fooled, and what is said about it.
    struct Trick: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let changes: @Sendable (DrillScene) -> [String: String]
        let reason: String
    }

    @Test("nothing that fools a drill passes", arguments: tricks)
    func fooled(_ trick: Trick) throws {
        try DrillScene.with { scene in
            let run = try scene.carryOut(scene.drill(trick.changes(scene)))
            #expect(run.status == 3, "\(run.output)")
            #expect(run.output.contains("verdict: Inconclusive: \(trick.reason)"), "\(run.output)")
            #expect(!scene.isBroken)
        }
    }

    private static let tricks = [
        Trick(
            testDescription: "a fault that does nothing, an effect that is always true",
            changes: { _ in
                ["fault": "[{debug: {msg: nothing}}]", "effect": "[{assert: {that: true}}]"]
            },
            reason: "the effect is there before the fault already"
        ),
        Trick(
            testDescription: "a fault that changes something that nobody feels",
            changes: { scene in
                [
                    "fault": "[{file: {path: \(scene.folder)/mark, state: touch}}]",
                    "effect": "[{command: test -e \(scene.folder)/mark}]",
                    "victims": "",
                ]
            },
            reason: "the load felt nothing of the fault: every server that answered before it still"
        ),
        Trick(
            testDescription: "a victim that goes on answering",
            changes: { scene in
                [
                    "fault": "[{file: {path: \(scene.folder)/mark, state: touch}}]",
                    "effect": "[{command: test -e \(scene.folder)/mark}]",
                ]
            },
            reason: "the victim 'a' still answered while the fault was said to be in effect"
        ),
        Trick(
            testDescription: "a load that goes past the proxy",
            changes: { scene in
                [
                    "load": """
                    {url: "http://127.0.0.1:\(scene.second.port)/", rate: 60, before: 500ms, \
                    proxy: \(scene.folder)/admin.sock}
                    """,
                    "victims": "",
                ]
            },
            reason: "the load goes past the proxy on web: of "
        ),
        Trick(
            testDescription: "a victim that no answer came from",
            changes: { _ in ["victims": "[a, c]"] },
            reason: "the victim 'c' answered none of the load's requests before the fault; there "
                + "answered a, b"
        ),
        Trick(
            testDescription: "a proxy that cannot be asked",
            changes: { scene in
                [
                    "load": """
                    {url: "http://127.0.0.1:\(scene.port)/", proxy: \(scene.folder)/none}
                    """
                ]
            },
            reason: "the proxy on web can't be asked what it counts: "
        ),
    ]

    @Test("a victim that was down already proves nothing, and is not touched")
    func downAlready() throws {
        try DrillScene.with { scene in
            try write(["broken-a": ""], below: scene.folder)
            let down = """
                [{proxy_runtime: {socket: \(scene.folder)/admin.sock, backend: pool, server: a, \
                wait: down, timeout: 30}}]
                """
            let run = try scene.carryOut(scene.drill(["healthy": down]))
            #expect(run.status == 3, "\(run.output)")
            #expect(run.output.contains("the effect is there before the fault already"))
            #expect(scene.isBroken)
        }
    }

    @Test("clients that are too few for the rate prove nothing, and nothing is broken")
    func tooFewClients() throws {
        try DrillScene.with(answerTime: .milliseconds(200)) { scene in
            let load = """
                {url: "http://127.0.0.1:\(scene.port)/", proxy: \(scene.folder)/admin.sock, \
                rate: 100, clients: 2, before: 2s}
                """
            let run = try scene.carryOut(scene.drill(["load": load]))
            #expect(run.status == 3, "\(run.output)")
            #expect(run.output.contains("Inconclusive: the load could not be sustained: of "))
            #expect(run.output.contains("all 2 clients waited for answers; allow more"))
            #expect(!run.output.contains("fault: break"))
        }
    }

    @Test("a drill without limits is refused before anything is asked")
    func noLimits() throws {
        try DrillScene.with { scene in
            let run = try scene.carryOut(scene.drill(["limits": "{}"]))
            #expect(run.status == 4)
            #expect(run.output.contains("error: a drill without a limit proves nothing"))
            #expect(!run.output.contains("healthy"))
        }
    }

    @Test("a limit that leaves the drill no host is refused, not a drill on nothing")
    func limited() throws {
        try DrillScene.with { scene in
            let run = try scene.carryOut(scene.drill(), "--limit", "other")
            #expect(run.status == 4)
            #expect(run.output.contains("error: no host matches 'web' and the limit"))
        }
    }

    @Test("an interrupt before the fault breaks nothing")
    func interruptedBefore() throws {
        try DrillScene.with { scene in
            let load = """
                {url: "http://127.0.0.1:\(scene.port)/", proxy: \(scene.folder)/admin.sock, \
                rate: 60, before: 60s}
                """
            let run = try interrupt(scene, scene.drill(["load": load]), after: "load:")
            #expect(run.output.contains("it was interrupted before anything was broken"))
            #expect(!run.output.contains("fault: break"))
        }
    }

    @Test("an interrupt ends the waiting for the effect, and things are put back")
    func interruptedDuring() throws {
        try DrillScene.with { scene in
            let effect = """
                [{proxy_runtime: {socket: \(scene.folder)/admin.sock, backend: pool, server: b, \
                wait: down, timeout: 900}}]
                """
            let run = try interrupt(scene, scene.drill(["effect": effect]), after: "fault done")
            #expect(run.output.contains("recovered done"))
            #expect(run.output.contains("verdict: Inconclusive: it was interrupted"))
            #expect(!scene.isBroken)
        }
    }

    /// Carries a drill out and interrupts it once its output contains a text.
    private func interrupt(
        _ scene: DrillScene,
        _ drill: String,
        after text: String
    ) throws -> CommandRun {
        let started = MonotonicClock.now
        let running = try RunningCommand(try scene.command(drill))
        while !running.output.contains(text), MonotonicClock.now < started + .seconds(60) {
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        running.send(SIGINT)
        let run = running.wait()
        #expect(run.status == 3, "\(run.output)")
        #expect(MonotonicClock.now < started + .seconds(300))
        return run
    }
}
