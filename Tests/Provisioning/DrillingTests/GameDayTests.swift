import Diagnostics
import DocumentValues
import Drilling
import LinuxSystem
import Testing
import YAMLReading

@Suite("games")
struct GameReaderTests {
    /// The marked text's game; `❯` stands where the problem is.
    private func problems(_ marked: String) throws -> [String] {
        let source = SourceText(name: "game.yml", text: marked)
        let document = try #require(try YAMLReader.readDocument(source))
        do throws(DiagnosticList) {
            _ = try GameFile.decode(document)
            return []
        } catch {
            return error.diagnostics.map { $0.rendered() }
        }
    }

    private static let whole = """
        name: Day
        budget: 10
        drills:
          - {drill: a.yml, hypothesis: nothing is felt, vars: {how: kill}, limit: lb-1, rest: 5s}
          - {drill: b.yml, hypothesis: all is felt}
        """

    @Test("a game is read, with the rest of the day where a drill has none")
    func whole() throws {
        let document = try #require(
            try YAMLReader.readDocument(SourceText(name: "game.yml", text: Self.whole))
        )
        let game = try GameFile.decode(document)
        #expect(GameDay(of: game).rests == [.seconds(5), .seconds(30)])
        #expect(game.abortsOn == [.mismatch, .inconclusive])
        #expect(game.drills[0].limit == "lb-1")
        #expect(game.drills[0].variables.first?.key.string == "how")
    }

    @Test("a drill without a hypothesis is refused at its place, with why")
    func noHypothesis() throws {
        let found = try problems("name: Day\nbudget: 1\ndrills:\n  - drill: a.yml\n")
        #expect(
            found == [
                """
                game.yml:4:5: error: this drill has no hypothesis
                 4 |   - drill: a.yml
                   |     ^
                  expected: 'hypothesis': what its users will feel, and why
                  hint: write it before the day; afterwards everybody knew
                """
            ]
        )
    }

    @Test("every problem of a game is told, each with its place")
    func problems() throws {
        let found = try problems(
            """
            nam: Day
            budget: -1
            abort_on: [fial]
            drills:
              - {drill: [a], hypothesis: x, rest: soon}
            """
        )
        let heads = found.map { $0.split(separator: "\n").first.map(String.init) ?? "" }
        #expect(
            heads == [
                "game.yml:1:1: error: unknown game keyword 'nam'; did you mean 'name'?",
                "game.yml:1:1: error: 'name' is missing",
                "game.yml:2:9: error: this is a number, not a number that fits",
                "game.yml:3:12: error: unknown verdict 'fial'; did you mean 'fail'?",
                "game.yml:5:13: error: 'drill' is the name of a file",
                "game.yml:5:39: error: this is no duration",
            ]
        )
    }
}

@Suite("game days")
struct GameDayTests {
    private func game(_ abortOn: String = "[mismatch, inconclusive]") throws -> GameFile {
        let text = """
            {name: Day, budget: 10, rest: 7s, abort_on: \(abortOn), drills: [
              {drill: a.yml, hypothesis: x}, {drill: b.yml, hypothesis: y},
              {drill: c.yml, hypothesis: z, rest: 1s}]}
            """
        let source = SourceText(name: "game.yml", text: text)
        return try GameFile.decode(try #require(try YAMLReader.readDocument(source)))
    }

    private func record(
        _ limits: LimitVerdict?,
        _ fault: FaultVerdict = .confirmed,
        lost: Int = 0
    ) -> DrillRecord {
        var record = DrillRecord(
            name: "d",
            file: Evidence(name: "d.yml", byteCount: 0, sha256: ""),
            host: "web",
            startedAt: WallTime(seconds: 0),
            fault: FaultFinding(fault)
        )
        record.limits = limits.map { LimitFinding($0) }
        var traffic = TrafficRecord("GET", startedAt: .zero)
        for number in 0..<lost {
            let outcome: TrafficRecord.Outcome = number % 2 == 0 ? .failed : .unknown
            traffic.note(due: .zero, outcome: outcome, isIdempotent: true, latency: nil)
        }
        record.traffic = [traffic]
        return record
    }

    @Test("drills come one after the other, the first without a rest")
    func order() throws {
        var day = GameDay(of: try game())
        #expect(day.next == .drill(index: 0, rest: .zero))
        day.note(record(.pass), of: 0)
        #expect(day.next == .drill(index: 1, rest: .seconds(7)))
        day.note(record(.fail), of: 1)
        #expect(day.next == .drill(index: 2, rest: .seconds(1)))
        day.note(record(.pass), of: 2)
        #expect(day.next == .finished)
        #expect(day.verdict == .fail)
    }

    @Test("an interrupted drill is carried out again, and what it lost counts")
    func interrupted() throws {
        var day = GameDay(of: try game())
        var interrupted = record(nil, .inconclusive, lost: 4)
        interrupted.wasInterrupted = true
        day.note(interrupted, of: 0)
        #expect(day.next == .drill(index: 0, rest: .seconds(7)))
        #expect(day.lostCount == 4)
        #expect(day.verdict == .unfinished)
    }

    @Test("the budget may be spent, and not overdrawn")
    func budget() throws {
        var day = GameDay(of: try game())
        day.note(record(.pass, lost: 10), of: 0)
        #expect(day.abortReason == nil)
        day.note(record(.pass, lost: 1), of: 1)
        let reason = "the error budget is spent: 11 requests were lost, 10 allowed"
        #expect(day.next == .abort(reason))
        #expect(day.verdict == .aborted)
    }

    @Test("only the verdicts that the game names end the day")
    func criteria() throws {
        var day = GameDay(of: try game("[fail]"))
        day.note(record(nil, .mismatch), of: 0)
        #expect(day.next == .drill(index: 1, rest: .seconds(7)))
        day.note(record(.fail), of: 1)
        #expect(day.next == .abort("'d' ended with fail"))
    }

    @Test("what could not be put back ends every day")
    func notRestored() throws {
        var day = GameDay(of: try game("[]"))
        var broken = record(nil, .inconclusive)
        broken.stages = [
            StageRecord(.restore, at: .zero, duration: .zero, succeeded: false)
        ]
        day.note(broken, of: 0)
        #expect(day.next == .abort("what 'd' broke could not be put back"))
    }
}
