internal import ProxyConfiguration
internal import ProxyDataPlane

/// One command of the runtime API: an entry of the registration table.
struct ControlCommand: Sendable {
    /// How it is carried out.
    enum Action: Sendable {
        /// By steps.
        case machine(@Sendable (ControlCall) -> any CommandMachine)
        /// On the conversation itself.
        case session(@Sendable (inout SessionSettings, [String]) -> String)
    }

    static let permissionDenied = "Permission denied\n"

    /// The words it begins with.
    let words: [String]
    /// How it is used, as `help` lists it.
    let usage: String
    /// What it does, as `help` lists it.
    let summary: String
    /// The level a client needs.
    let level: OperatorLevel
    let action: Action

    /// A command that is answered by steps.
    init(
        _ name: String,
        usage: String? = nil,
        _ summary: String,
        level: OperatorLevel = .user,
        machine: @escaping @Sendable (ControlCall) -> any CommandMachine
    ) {
        self.init(name, usage, summary, level, .machine(machine))
    }

    /// A command that is answered at once.
    init(
        _ name: String,
        usage: String? = nil,
        _ summary: String,
        level: OperatorLevel = .user,
        _ run: @escaping @Sendable (ControlCall) -> ControlAnswer
    ) {
        self.init(name, usage, summary, level, .machine { WholeAnswer(run($0)) })
    }

    /// A command that changes the conversation.
    init(
        _ name: String,
        usage: String? = nil,
        _ summary: String,
        level: OperatorLevel = .user,
        session: @escaping @Sendable (inout SessionSettings, [String]) -> String
    ) {
        self.init(name, usage, summary, level, .session(session))
    }

    private init(
        _ name: String,
        _ usage: String?,
        _ summary: String,
        _ level: OperatorLevel,
        _ action: Action
    ) {
        words = name.split(separator: " ").map(String.init)
        self.usage = usage ?? name
        self.summary = summary
        self.level = level
        self.action = action
    }

    /// The commands in the order of `help`.
    static let all: [ControlCommand] =
        (ShowCommands.all + StatisticsCommands.all + ActivityCommands.all + ServerCommands.all
        + HealthCommands.all + AgentCommands.all + ServerListCommands.all + FrontendCommands.all
        + ProcessSettingCommands.all + PatternCommands.all + VariableCommands.all
        + CounterCommands.all + StreamCommands.all + WaitCommand.all + SessionCommands.all
        + ResolverCommands.all + CertificateCommands.all + TableCommands.all
        + PublishingCommands.all)
        .sorted { $0.usage < $1.usage }
}

/// A command being carried out.
struct ControlCall: Sendable {
    let runtime: ProxyRuntime
    /// The words after the command's own, as they came.
    var rawArguments: [[UInt8]] = []
    /// What the client may do.
    let level: OperatorLevel
    /// Whether `experimental-mode` is on.
    var isExperimental = false
    /// The stats sockets with their levels, for `show cli sockets`.
    let sockets: [StatsSocket]
    /// What can be done to the process; nil but on the socket of `-S`.
    var process: ProcessControl?
    /// What came behind the line, without its end; nil when nothing was announced.
    var payload: [UInt8]?

    /// The words after the command's own.
    var arguments: [String] { rawArguments.map { String(decoding: $0, as: UTF8.self) } }

    /// The argument at a position; nil past the end.
    func argument(_ index: Int) -> String? {
        index < rawArguments.count ? String(decoding: rawArguments[index], as: UTF8.self) : nil
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
    /// The command that words begin with.
    static func find(_ words: [String], among commands: [ControlCommand]) -> ControlCommand? {
        commands.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    }

    /// What there is, or what is like the words.
    static func help(
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
        var lines = listed.filter { $0.words != ["prompt"] }.map { ($0.usage, $0.summary) }
        lines += [
            ("help [<command>]", "list matching or all commands"),
            ("prompt [help | n | i | p | timed]*", "toggle interactive mode with prompt"),
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
