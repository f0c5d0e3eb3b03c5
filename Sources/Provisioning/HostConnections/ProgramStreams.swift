/// The three streams of a program that runs on a target.
public struct ProgramStreams: Sendable {
    /// What is written here the program reads.
    public let input: any ByteStream
    /// What the program writes on standard output.
    public let output: any ByteStream
    /// What the program writes on standard error.
    public let errorOutput: any ByteStream
    /// Ends the program.
    public let close: @Sendable () -> Void

    /// Puts the streams of a program together.
    public init(
        input: any ByteStream,
        output: any ByteStream,
        errorOutput: any ByteStream,
        close: @escaping @Sendable () -> Void
    ) {
        self.input = input
        self.output = output
        self.errorOutput = errorOutput
        self.close = close
    }
}
