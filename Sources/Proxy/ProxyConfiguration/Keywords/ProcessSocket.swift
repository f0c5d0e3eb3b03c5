public import Diagnostics
internal import Samples

extension StatsSocket {
    /// The socket of the option `-S`: an address, then options of `stats socket` behind commas.
    ///
    /// Its clients may do everything unless a level is said, and the file is its owner's alone unless a
    /// mode is.
    public init(
        processSocket text: String,
        environment: ConfigurationEnvironment = .machine
    ) throws(Diagnostic) {
        let source = SourceText(name: "-S", text: text)
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            let column = text.distance(from: text.startIndex, to: part.startIndex) + 1
            return Word(
                text: String(part),
                place: SourcePlace(source, line: 1, column: column)
            )
        }
        var arguments = Arguments(
            keyword: "-S",
            place: SourcePlace(source, line: 1, column: 1),
            words: words,
            isNegated: false,
            usage: "-S <address>[,level,<level>][,mode,<octal>][,user|group,<name>]"
        )
        let tools = ReadingTools(
            environment: environment,
            variables: ReadingVariables(over: environment.variable),
            warn: { _ in },
            samples: SampleTools(environment) { _ in }
        )
        var sockets = try arguments.readStatsSockets(tools, unsaidLevel: .admin)
        guard var socket = sockets.popLast(), sockets.isEmpty else {
            throw Diagnostic("'-S' takes one address", at: arguments.place)
        }
        if socket.file.mode == nil { socket.file.mode = 0o600 }
        self = socket
    }
}
