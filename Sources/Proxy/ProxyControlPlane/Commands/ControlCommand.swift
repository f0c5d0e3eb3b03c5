internal import ProxyConfiguration
internal import ProxyDataPlane

/// One command of the runtime API: an entry of the registration table.
struct ControlCommand: Sendable {
    /// The words it begins with.
    let words: [String]
    /// How it is used, as `help` lists it.
    let usage: String
    /// What it does, as `help` lists it.
    let summary: String
    /// The level a client needs.
    let level: OperatorLevel
    /// Carries the command out.
    let run: @Sendable (ControlCall) -> ControlAnswer
    /// Whether it wants to know the streams that run (``ControlCall/streams``).
    let asksForStreams: Bool

    init(
        _ name: String,
        usage: String? = nil,
        _ summary: String,
        level: OperatorLevel = .user,
        asksForStreams: Bool = false,
        _ run: @escaping @Sendable (ControlCall) -> ControlAnswer
    ) {
        words = name.split(separator: " ").map(String.init)
        self.usage = usage ?? name
        self.summary = summary
        self.level = level
        self.asksForStreams = asksForStreams
        self.run = run
    }

    /// The commands in the order of `help`.
    static let all: [ControlCommand] =
        (ShowCommands.all + CertificateCommands.all + ServerCommands.all + AgentCommands.all
        + CounterCommands.all
        + StreamCommands.all).sorted { $0.usage < $1.usage }
}

/// A command being carried out.
struct ControlCall {
    let runtime: ProxyRuntime
    /// The words after the command's own.
    let arguments: [String]
    /// What followed a line that ended with `<<`; nil without one.
    var payload: [UInt8]?
    /// What the client may do.
    let level: OperatorLevel
    /// The stats sockets with their levels, for `show cli sockets`.
    let sockets: [StatsSocket]
    /// The streams of the moment, for a command that asks for them.
    var streams: [StreamReport] = []
    /// What can be done to the process; nil but on the socket of `-S`.
    var process: ProcessControl?

    /// The argument at a position; nil past the end.
    func argument(_ index: Int) -> String? {
        index < arguments.count ? arguments[index] : nil
    }

    /// The server that `backend/server` names, or what is wrong with it.
    func server(at index: Int) -> Lookup {
        guard let text = argument(index), let slash = text.firstIndex(of: "/") else {
            return .failed("Require 'backend/server'.\n")
        }
        guard let backend = runtime.generation.backend(named: String(text[..<slash])) else {
            return .failed("No such backend.\n")
        }
        let name = String(text[slash...].dropFirst())
        guard let server = backend.server(named: name) else { return .failed("No such server.\n") }
        return .found(backend, server)
    }

    /// What looking a server up came to.
    enum Lookup {
        case found(BackendRuntime, ServerRuntime)
        case failed(String)
    }
}

/// What a command has to say; an empty line follows it.
typealias ControlAnswer = String

/// Finds the command of a line, and says what there is when there is none.
enum ControlCommands {
    /// The answer to one command.
    static func answer(
        _ words: [String],
        among commands: [ControlCommand] = ControlCommand.all,
        _ call: (ControlCommand, [String]) -> ControlAnswer
    )
        -> ControlAnswer
    {
        if words.first == "help" {
            return help(matching: Array(words.dropFirst()), among: commands, isHelp: true)
        }
        let found = commands.filter { words.starts(with: $0.words) }
            .max { $0.words.count < $1.words.count }
        guard let found else { return help(matching: words, among: commands, isHelp: false) }
        return call(found, Array(words.dropFirst(found.words.count)))
    }

    private static func help(
        matching words: [String],
        among commands: [ControlCommand],
        isHelp: Bool
    ) -> String {
        let near = words.isEmpty ? [] : nearest(words, among: commands)
        let listed = near.isEmpty ? commands : near
        var text =
            isHelp
            ? "The following commands are valid at this level:\n"
            : near.isEmpty
                ? "Unknown command. Please enter one of the following commands only:\n"
                : "Unknown command, but maybe one of the following ones is a better match:\n"
        var lines = listed.map { ($0.usage, $0.summary) }
        lines += [
            ("help [<command>]", "list matching or all commands"),
            ("prompt", "toggle interactive mode with prompt"),
            ("quit", "disconnect"),
        ]
        for (usage, summary) in lines {
            let padding = String(repeating: " ", count: max(0, 40 - usage.count))
            text += "  \(usage)\(padding): \(summary)\n"
        }
        return text
    }

    /// The commands that share the most words with what was written.
    private static func nearest(
        _ words: [String],
        among commands: [ControlCommand]
    ) -> [ControlCommand] {
        let shared = { (command: ControlCommand) in
            zip(command.words, words).prefix { $0 == $1 }.count
        }
        let most = commands.map(shared).max() ?? 0
        return most == 0 ? [] : commands.filter { shared($0) == most }
    }
}
