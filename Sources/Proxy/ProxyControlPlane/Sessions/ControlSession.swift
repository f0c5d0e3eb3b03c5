internal import LinuxSystem
package import ProxyConfiguration
package import ProxyDataPlane

/// The conversation with one client of a stats socket, without its socket: bytes in, steps out.
///
/// Commands are answered one at a time, when the answer before is on its way: a client with many of
/// them, or long ones, leaves others their turn.
///
/// Without `prompt` the lines that came together are answered and the connection ends. A line may
/// hold several commands between semicolons, the last of them may get a payload; an empty line ends
/// each answer.
package struct ControlSession {
    /// What the conversation does next.
    package enum Step {
        /// These bytes go to the client.
        case bytes([UInt8])
        /// The command that is answered waits; its next step comes when that has happened.
        case wait(CommandWait)
    }

    /// The longest line.
    static let lineLimit = 16_384
    /// The longest payload.
    static let payloadLimit = 64 << 20

    private struct Payload {
        var end: [UInt8]
        var bytes: [UInt8] = []
        /// Whether the client was asked for more.
        var isAnnounced = false
    }

    private let runtime: ProxyRuntime
    private let sockets: [StatsSocket]
    private let process: ProcessControl?
    private let handsListenersOver: Bool
    private(set) var settings: SessionSettings
    private var pending: [UInt8] = []
    /// Up to where the bytes that came hold no end of a line.
    private var scanned = 0
    /// The commands of the line that is being answered.
    private var commands: ArraySlice<[[UInt8]]> = []
    /// What comes behind the line for its last command.
    private var payload: Payload?
    private var isGathering = false
    /// The command that is being answered, and whether its text is a sentence with a severity.
    private var machine: (any CommandMachine)?
    private var isSentence = false

    /// Whether the connection is to end once everything is written.
    package private(set) var isOver = false

    /// Whether the client, a successor of this process, is to get the listening sockets at the end.
    private(set) var asksForListeners = false

    /// A conversation; `process` is for the socket of `-S`.
    package init(
        runtime: ProxyRuntime,
        level: OperatorLevel,
        sockets: [StatsSocket],
        process: ProcessControl? = nil,
        handsListenersOver: Bool = false
    ) {
        self.runtime = runtime
        settings = SessionSettings(level: level)
        self.sockets = sockets
        self.process = process
        self.handsListenersOver = handsListenersOver
    }

    /// Takes bytes that arrived.
    package mutating func receive(_ bytes: some Sequence<UInt8>) {
        pending += bytes
        let end = pending.lastIndex(of: UInt8(ascii: "\n")) ?? -1
        if pending.count - end - 1 > (isGathering ? Self.payloadLimit : Self.lineLimit) {
            pending = []
            isOver = commands.isEmpty || isGathering
        }
    }

    /// Whether there is something to be answered.
    var hasCommand: Bool {
        if isOver { return false }
        if machine != nil || (!isGathering && !commands.isEmpty) { return true }
        return pending.contains(UInt8(ascii: "\n"))
    }

    /// The client writes no more; a line without an end is no command.
    mutating func ended() {
        isOver = true
    }

    /// The next step of the command that is answered, or of the next one; nil when there is none.
    package mutating func next() -> Step? {
        while !isOver {
            if machine != nil { return advance() }
            if isGathering {
                if !gather() { return promptForPayload() }
            } else if commands.isEmpty {
                guard let line = takeLine() else { return nil }
                let parsed = CommandLine(line)
                commands = parsed.commands[...]
                if let end = parsed.payloadEnd {
                    payload = Payload(end: end)
                    isGathering = true
                    continue
                }
            }
            guard let words = commands.popFirst() else { continue }
            begin(words)
        }
        return nil
    }

    private mutating func takeLine() -> [UInt8]? {
        guard let end = pending[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
            scanned = pending.count
            return nil
        }
        defer {
            pending.removeFirst(end + 1)
            scanned = 0
        }
        return Array(pending[..<end])
    }

    /// Takes lines of a payload; true when it is whole.
    private mutating func gather() -> Bool {
        while let line = takeLine() {
            if line == payload?.end {
                isGathering = false
                return true
            }
            payload?.bytes += line + [UInt8(ascii: "\n")]
            if payload?.bytes.count ?? 0 > Self.payloadLimit {
                isOver = true
                return true
            }
        }
        return false
    }

    private mutating func promptForPayload() -> Step? {
        guard settings.mode == .prompt, payload?.isAnnounced == false else { return nil }
        payload?.isAnnounced = true
        return .bytes(Array("+ ".utf8))
    }

    /// Begins to answer a command.
    private mutating func begin(_ words: [[UInt8]]) {
        var words = words
        let texts = words.map { String(decoding: $0, as: UTF8.self) }
        isSentence = false
        switch texts.first {
        case "quit", "_getsocks":
            asksForListeners = texts.first == "_getsocks" && handsListenersOver
            isOver = true
        case "help":
            let text = ControlCommands.help(
                matching: Array(texts.dropFirst()),
                among: known,
                isHelp: true
            )
            machine = WholeAnswer(text)
        case let target? where process != nil && target.hasPrefix("@"):
            guard ProcessCommands.isThisProcess(target) else {
                machine = WholeAnswer(
                    "Can't find the target PID matching the prefix '\(target)'.\n"
                )
                return
            }
            words.removeFirst()
            begin(words)
        case nil where process != nil: machine = WholeAnswer("")
        default:
            machine = machine(for: words, texts)
        }
    }

    private var known: [ControlCommand] {
        process == nil ? ControlCommand.all : ControlCommand.all + ProcessCommands.all
    }

    private mutating func machine(
        for words: [[UInt8]],
        _ texts: [String]
    ) -> any CommandMachine {
        guard let command = ControlCommands.find(texts, among: known) else {
            let text = ControlCommands.help(matching: texts, among: known, isHelp: false)
            return WholeAnswer(text)
        }
        if settings.level < command.level { return WholeAnswer(ControlCommand.permissionDenied) }
        isSentence = command.level > .user && texts[0] != "show" && texts[0] != "get"
        switch command.action {
        case .session(let run):
            return WholeAnswer(run(&settings, Array(texts.dropFirst(command.words.count))))
        case .machine(let make):
            var call = ControlCall(runtime: runtime, level: settings.level, sockets: sockets)
            call.process = process
            call.isExperimental = settings.isExperimental
            call.rawArguments = Array(words.dropFirst(command.words.count))
            if commands.isEmpty { call.payload = payload?.bytes }
            return make(call)
        }
    }

    /// The next step of the command that is answered.
    private mutating func advance() -> Step? {
        switch machine?.next() {
        case .text(let text): return .bytes(Array((severity(of: text) + text).utf8))
        case .wait(let wait): return .wait(wait)
        case .done, nil:
            machine = nil
            return .bytes(close())
        }
    }

    private func severity(of text: String) -> String {
        guard isSentence, !text.isEmpty else { return "" }
        let isInformation = ["New server", "Server deleted", "Done"].contains {
            text.hasPrefix($0)
        }
        switch settings.severityOutput {
        case .none: return ""
        case .number: return isInformation ? "[6]: " : "[3]: "
        case .string: return isInformation ? "[info]: " : "[err]: "
        }
    }

    /// Ends an answer, and the conversation where nothing more is asked.
    private mutating func close() -> [UInt8] {
        guard commands.isEmpty else { return Array("\n".utf8) }
        payload = nil
        switch settings.mode {
        case .prompt: return Array("\n\(prompt)> ".utf8)
        case .interactive: break
        case .single: if !pending.contains(UInt8(ascii: "\n")) { isOver = true }
        }
        return Array("\n".utf8)
    }

    private var prompt: String {
        guard settings.isTimed else { return "" }
        let seconds = (MonotonicClock.now - runtime.startInstant).components.seconds
        let parts = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60]
        let clock = parts.map { $0 < 10 ? ":0\($0)" : ":\($0)" }.joined()
        return "[\(seconds / 86_400)\(clock)]"
    }
}
