import Diagnostics
import DocumentValues
import DrillReporting
import Drilling
import LinuxSystem

/// A game day that a failed drill ends.
enum SampleGame {
    /// A game of three drills.
    static let game: GameFile = {
        let place = SourcePlace(SourceText(name: "game.yml", text: "x"), line: 1, column: 1)
        let node = { (content: Node.Content) in Node(content, at: place) }
        let pair = { (key: String, value: Node.Content) in
            Node.Pair(key: node(.string(key)), value: node(value))
        }
        let drills = ["Nothing is felt.", "Half a second.", "Nobody knows."].map { text in
            node(.map([pair("drill", .string("a.yml")), pair("hypothesis", .string(text))]))
        }
        let document = node(
            .map([
                pair("name", .string("A day for the pair")), pair("budget", .integer(700)),
                pair("description", .string("Whether the pair survives what we think it does.")),
                pair("abort_on", .list([node(.string("fail"))])), pair("drills", .list(drills)),
            ])
        )
        do {
            return try GameFile.decode(document)
        } catch {
            fatalError("\(error)")
        }
    }()

    /// Its state after two drills.
    static let state: GameState = {
        let file = Evidence(name: "game.yml", byteCount: 1, sha256: "00")
        var state = GameState(game, file: file, startedAt: WallTime(seconds: 1_764_125_000))
        var failed = SampleDrill.failed()
        failed.hypothesis = "Half a second."
        state.attempts = [
            GameDay.Attempt(index: 0, record: SampleDrill.passed()),
            GameDay.Attempt(index: 1, record: failed),
        ]
        return state
    }()

    /// Its page.
    static var page: String {
        GamePage(of: state, GameDay(of: game, attempts: state.attempts), earlier: []).html
    }
}
