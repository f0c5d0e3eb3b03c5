public import Diagnostics
public import DocumentValues
public import Drilling
public import LinuxSystem

/// A game day as it is kept between two runs of the program, and as its report tells it.
public struct GameState: Sendable, Hashable {
    /// What the day is called.
    public var name: String
    /// What it is for.
    public var description: String
    /// The game's file.
    public var file: Evidence
    /// When it began.
    public var startedAt: WallTime
    /// What is expected of each drill, in the game's order.
    public var hypotheses: [String]
    /// The drill that is being carried out, or was when the program was killed.
    public var runningIndex: Int?
    /// What was carried out.
    public var attempts: [GameDay.Attempt] = []

    /// A day that has just begun.
    public init(_ game: GameFile, file: Evidence, startedAt: WallTime) {
        name = game.name
        description = game.description
        self.file = file
        self.startedAt = startedAt
        hypotheses = game.drills.map(\.hypothesis)
    }

    /// The state as data.
    public var data: Value {
        .map([
            "format": .integer(recordFormat),
            "name": .string(name),
            "description": .string(description),
            "file": file.data,
            "started_at": .string(startedAt.rfc3339),
            "hypotheses": .list(hypotheses.map { .string($0) }),
            "running": runningIndex.map { .integer($0) } ?? .null,
            "attempts": .list(
                attempts.map {
                    .map(["drill": .integer($0.index), "record": $0.record.data])
                }
            ),
        ])
    }

    /// Reads what ``data`` has written.
    public init(text: String, name: String) throws(Diagnostic) {
        let value = try JSONReader.read(text, name: name)
        do throws(RecordProblem) {
            self = try Self(value)
        } catch {
            throw Diagnostic(
                "'\(name)' can't be read as the state of a game day: \(error)",
                hint: "'--fresh' begins the day anew"
            )
        }
    }

    private init(_ value: Value) throws(RecordProblem) {
        let fields = try RecordFields(value)
        let format = try fields.integer("format")
        guard format == recordFormat else {
            throw RecordProblem("its format is \(format), not \(recordFormat)")
        }
        name = try fields.string("name")
        description = try fields.string("description")
        file = try Evidence(try fields.object("file"))
        startedAt = try fields.moment("started_at")
        hypotheses = try fields.strings("hypotheses")
        runningIndex = fields.optional("running")?.integer
        for attempt in try fields.objects("attempts") {
            guard let record = attempt.optional("record") else {
                throw RecordProblem("an attempt has no 'record'")
            }
            attempts.append(
                GameDay.Attempt(
                    index: try attempt.integer("drill"),
                    record: try DrillRecord(record)
                )
            )
        }
    }
}
