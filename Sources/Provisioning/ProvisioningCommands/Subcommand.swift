/// One command of `switchyard`: its name, what it does, and how it is run.
public struct Subcommand: Sendable {
    /// The name, as the first word of the command line.
    public let name: String

    /// What it does, in one line of help.
    public let summary: String

    /// Runs it with the words after its name; answers the exit status.
    public let run: @Sendable (_ words: [String], _ output: CommandOutput) -> Int32

    /// A command.
    public init(
        name: String,
        summary: String,
        run: @escaping @Sendable (_ words: [String], _ output: CommandOutput) -> Int32
    ) {
        self.name = name
        self.summary = summary
        self.run = run
    }
}
