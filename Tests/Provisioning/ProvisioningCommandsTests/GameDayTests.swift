import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("game days on this machine")
struct GameDayCommandTests {
    private static let game = """
        name: Two losses
        budget: 1000
        abort_on: []
        drills:
          - {drill: drill.yml, hypothesis: nobody notices}
          - {drill: drill.yml, hypothesis: nobody notices again, rest: 2s}
        """

    @Test("a day that is interrupted in its rest goes on there, and one page tells all of it")
    func goesOn() throws {
        try DrillScene.with { scene in
            let words = try gameDay(scene, Self.game)
            let running = try RunningCommand(words)
            let end = MonotonicClock.now + .seconds(120)
            while !running.output.contains("\nrest: "), MonotonicClock.now < end {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            running.send(SIGINT)
            let first = running.wait()
            #expect(first.status == 3, "\(first.output)")
            #expect(first.output.contains("the same command goes on where the day was left"))
            #expect(first.output.contains("day: Unfinished"))
            let state = "\(scene.folder)/day.html.state"
            #expect((FileStatus.of(state)?.mode ?? 0) & 0o777 == 0o600)

            let second = try CommandRun.of(words)
            #expect(second.output.contains("1 drills are done"), "\(second.output)")
            #expect(second.output.contains("drill 2 of 2\nhypothesis: nobody notices again\n"))
            #expect(!second.output.contains("drill 1 of 2"))
            #expect(!FileSystem.exists(state))
            let page = try FileSystem.readText("\(scene.folder)/day.html")
            #expect(page.contains("id=\"drill-1\"") && page.contains("id=\"drill-2\""))
            #expect(!scene.isBroken)
        }
    }

    @Test("a drill that is not there is refused at its place before anything is broken")
    func missing() throws {
        try DrillScene.with { scene in
            let game = Self.game.replacingOccurrences(of: "drill: drill.yml", with: "drill: no.yml")
            let run = try CommandRun.of(try gameDay(scene, game))
            #expect(run.status == 4)
            let place = "\(scene.folder)/game.yml:5:13: error: the drill 'no.yml' was not found"
            #expect(run.output.contains(place), "\(run.output)")
            #expect(!FileSystem.exists("\(scene.folder)/day.html"))
        }
    }

    /// Writes a game and its drill and gives the words that carry the day out.
    private func gameDay(_ scene: DrillScene, _ game: String) throws -> [String] {
        try write(["game.yml": game, "drill.yml": scene.drill()], below: scene.folder)
        let program = [builtProgram("switchyard"), "gameday", "\(scene.folder)/game.yml"]
        let report = ["--html", "\(scene.folder)/day.html"]
        return program + ["-i", "\(scene.folder)/hosts"] + report
    }
}
