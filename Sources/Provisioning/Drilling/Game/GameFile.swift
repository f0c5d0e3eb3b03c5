public import Diagnostics
public import DocumentValues

/// A game day as an operator writes it: drills one after the other, with what is expected of each.
public struct GameFile: Sendable {
    /// What the day is called.
    public let name: String
    /// What the day is for.
    public let description: String
    /// How many requests may be lost in all.
    public let budget: Int
    /// How long nothing is broken between two drills.
    public let rest: Duration
    /// The verdicts that end the day.
    public let abortsOn: Set<GameAbort>
    /// The drills, in their order.
    public let drills: [Entry]

    /// A drill of a day.
    public struct Entry: Sendable {
        /// The drill's file as written: below the folder of the game's file.
        public let path: Node
        /// What people expect of it, written before.
        public let hypothesis: String
        /// Variables that win over all others, beside those of the command line.
        public let variables: [Node.Pair]
        /// Only these of the drill's hosts.
        public let limit: String?
        /// How long nothing is broken before it; nil is the day's.
        public let rest: Duration?
    }

    /// Reads a game; every problem is collected.
    public static func decode(_ document: Node) throws(DiagnosticList) -> GameFile {
        var reader = GameReader()
        let game = reader.game(document)
        guard let game, reader.problems.isEmpty else { throw DiagnosticList(reader.problems) }
        return game
    }
}

/// A verdict of a drill that may end a day.
public enum GameAbort: String, Sendable, Hashable, CaseIterable {
    /// Limits were not kept.
    case fail
    /// The fault was another one.
    case mismatch
    /// Nothing was proved.
    case inconclusive
}
