/// A command ready for the framed shell, with where its input comes from.
struct FramedCommand {
    /// Where the input comes from.
    enum Input {
        case none
        case bytes([UInt8])
        case file(OpenedSource)
    }

    var command: ShellCommand
    var input: Input

    init(_ command: ShellCommand) {
        self.command = command
        input = command.input.map { .bytes($0) } ?? .none
    }

    init(_ command: ShellCommand, input source: OpenedSource) {
        self.command = command
        input = .file(source)
    }

    private var inputByteCount: Int? {
        switch input {
        case .none: nil
        case .bytes(let bytes): bytes.count
        case .file(let source): source.byteCount
        }
    }

    /// The line that runs the command as that number.
    func line(number: Int) -> [UInt8] {
        Array(
            ShellFraming.line(for: command, number: number, inputByteCount: inputByteCount).utf8
        )
    }

    /// Hands out the bytes of the input piece by piece, in all as many as the line announced.
    func withInputPieces(
        _ send: ([UInt8]) throws(ConnectionFailure) -> Void,
        failing: (String) -> ConnectionFailure
    ) throws(ConnectionFailure) {
        switch input {
        case .none:
            break
        case .bytes(let bytes):
            try send(bytes)
        case .file(let source):
            let isWhole = try source.forEachPiece(send)
            if !isWhole { throw failing("the controller's file became shorter") }
        }
    }

    /// The result out of what stood in the command's frames.
    func result(output: FrameReader.Frame, error: FrameReader.Frame) -> CommandResult {
        let isKilled = output.status == 124 || output.status == 137
        return CommandResult(
            exitStatus: output.status,
            output: output.body,
            errorOutput: error.body,
            isTimedOut: command.timeout != nil && isKilled
        )
    }

    /// The command in an operator's words, without its data but the first word.
    var summary: String {
        switch command.program {
        case .arguments(let words):
            return words.first.map { "the command '\($0)'" } ?? "a command"
        case .script(let script, let parameters):
            let first = script.text.split(separator: "\n").first.map(String.init) ?? ""
            guard first.hasPrefix("# ") else { return "a shell fragment" }
            return first.dropFirst(2) + (parameters.first.map { " '\($0)'" } ?? "")
        }
    }
}
