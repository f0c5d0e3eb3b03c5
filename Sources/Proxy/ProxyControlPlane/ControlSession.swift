internal import ProxyConfiguration
internal import ProxyDataPlane

/// The conversation with one client of a stats socket, without its socket: bytes in, bytes out.
///
/// Commands are answered one at a time, when the answer before is on its way: a client with many of
/// them, or long ones, leaves others their turn.
///
/// Without `prompt` the lines that came together are answered and the connection ends. A line may
/// hold several commands between semicolons; an empty line ends each answer.
struct ControlSession {
    /// The longest line.
    static let lineLimit = 16_384

    private let runtime: ProxyRuntime
    private let sockets: [StatsSocket]
    private let process: ProcessControl?
    private let handsListenersOver: Bool
    private var level: OperatorLevel
    private var pending: [UInt8] = []
    /// The commands of the line that is being answered.
    private var commands: ArraySlice<String> = []
    private var isInteractive = false
    /// The payload that comes in, and the one of the command that is last on the line.
    private var incoming: ControlPayload?
    private var payload: [UInt8]?
    /// The command that waits for the streams that run.
    private var waiting: [String]?

    /// Whether the connection is to end once everything is written.
    private(set) var isOver = false

    /// Whether the client, a successor of this process, is to get the listening sockets at the end.
    private(set) var asksForListeners = false

    /// `process` is for the socket of `-S`.
    init(
        runtime: ProxyRuntime,
        level: OperatorLevel,
        sockets: [StatsSocket],
        process: ProcessControl? = nil,
        handsListenersOver: Bool = false
    ) {
        self.runtime = runtime
        self.level = level
        self.sockets = sockets
        self.process = process
        self.handsListenersOver = handsListenersOver
    }

    /// Takes bytes that arrived.
    mutating func receive(_ bytes: some Sequence<UInt8>) {
        pending += bytes
        let end = pending.lastIndex(of: UInt8(ascii: "\n")) ?? -1
        if pending.count - end - 1 > Self.lineLimit {
            pending = []
            isOver = commands.isEmpty
        }
    }

    /// Whether a command waits to be answered.
    var hasCommand: Bool {
        !isOver && (!commands.isEmpty || pending.contains(UInt8(ascii: "\n")))
    }

    /// Whether the command whose turn it is waits for the streams that run: see ``resume(with:)``.
    var waitsForStreams: Bool { waiting != nil }

    /// The answer to the next command; nil when there is none, or when it waits for the streams.
    mutating func next() -> [UInt8]? {
        if isOver || waitsForStreams { return nil }
        if commands.isEmpty {
            guard let line = nextLine() else { return nil }
            commands = Self.commands(in: line)[...]
        }
        guard let command = commands.popFirst() else { return nil }
        let words = Self.words(of: command)
        if words.first == "quit" || words.first == "_getsocks" {
            asksForListeners = words.first == "_getsocks" && handsListenersOver
            isOver = true
            return []
        }
        guard let text = answer(words, streams: nil) else {
            waiting = words
            return nil
        }
        return close(text)
    }

    /// The next line of commands, with its payload when it has one; nil when not all of it is there.
    private mutating func nextLine() -> String? {
        payload = nil
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            let line = pending[..<end]
            defer { pending.removeFirst(end + 1) }
            guard var known = incoming else {
                let text = String(decoding: line, as: UTF8.self)
                incoming = ControlPayload(after: text)
                if incoming == nil { return text }
                continue
            }
            if known.take(line) {
                incoming = nil
                payload = known.bytes
                return known.line
            }
            incoming = known
            if known.isTooLong {
                isOver = true
                return nil
            }
        }
        return nil
    }

    /// The answer to the command that waited for the streams.
    mutating func resume(with streams: [StreamReport]) -> [UInt8] {
        guard let words = waiting else { return [] }
        waiting = nil
        return close(answer(words, streams: streams) ?? "")
    }

    /// Ends an answer, and the conversation where nothing more is asked.
    private mutating func close(_ text: String) -> [UInt8] {
        var output = text + "\n"
        if commands.isEmpty {
            if isInteractive { output += "> " }
            if !isInteractive, !pending.contains(UInt8(ascii: "\n")) { isOver = true }
        }
        return Array(output.utf8)
    }

    /// The client writes no more; a line without an end is no command.
    mutating func ended() {
        isOver = true
    }

    /// What a command has to say; nil when it wants to know the streams that run.
    private mutating func answer(_ words: [String], streams: [StreamReport]?) -> String? {
        if process != nil, let first = words.first, first.hasPrefix("@") {
            guard ProcessCommands.isThisProcess(first) else {
                return "Can't find the target PID matching the prefix '\(first)'.\n"
            }
            return answer(Array(words.dropFirst()), streams: streams)
        }
        switch words.first {
        case nil where process != nil: return ""
        case "prompt":
            isInteractive.toggle()
            return ""
        case "user":
            level = .user
            return ""
        case "operator":
            if level < .operator { return "Permission denied\n" }
            level = .operator
            return ""
        default:
            let commands =
                process == nil ? ControlCommand.all : ControlCommand.all + ProcessCommands.all
            var isWaiting = false
            let text = ControlCommands.answer(words, among: commands) { command, arguments in
                if level < command.level { return "Permission denied\n" }
                if command.asksForStreams, streams == nil {
                    isWaiting = true
                    return ""
                }
                return command.run(
                    ControlCall(
                        runtime: runtime,
                        arguments: arguments,
                        payload: self.commands.isEmpty ? payload : nil,
                        level: level,
                        sockets: sockets,
                        streams: streams ?? [],
                        process: process
                    )
                )
            }
            return isWaiting ? nil : text
        }
    }

    /// The commands of a line: split at semicolons that no backslash protects.
    private static func commands(in line: String) -> [String] {
        var commands: [String] = [""]
        var isEscaped = false
        for character in line where character != "\r" && character != "\r\n" {
            if character == ";", !isEscaped {
                commands.append("")
            } else {
                commands[commands.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if commands.count > 1, let last = commands.last, words(of: last).isEmpty {
            commands.removeLast()
        }
        return commands
    }

    /// The words of a command; a backslash protects a space.
    private static func words(of command: String) -> [String] {
        var words: [String] = []
        var current = ""
        var isEscaped = false
        for character in command {
            if isEscaped {
                current.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == " " || character == "\t" {
                if !current.isEmpty { words.append(current) }
                current = ""
            } else {
                current.append(character)
            }
        }
        if !current.isEmpty { words.append(current) }
        return words
    }
}
