internal import Balancing
internal import Diagnostics
internal import ProxyConfiguration
internal import ProxyDataPlane

/// `add server` and `del server`.
enum ServerListCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "add server",
            usage: "add server <bk>/<srv>",
            "create a new server",
            level: .admin,
            machine: add
        ),
        ControlCommand(
            "del server",
            usage: "del server <bk>/<srv>",
            "remove a dynamically added server",
            level: .admin,
            machine: remove
        ),
    ]

    private static func add(_ call: ControlCall) -> any CommandMachine {
        let words = call.arguments
        guard let name = words.first, let slash = name.firstIndex(of: "/"),
            name.index(after: slash) < name.endIndex
        else { return WholeAnswer("Require 'backend/server'.") }
        let runtime = call.runtime
        guard let backend = runtime.generation.backend(named: String(name[..<slash])) else {
            return WholeAnswer("No such backend.")
        }
        guard backend.hasDynamicWeights else {
            return WholeAnswer(
                "Backend does not support dynamic servers : backend '\(backend.name)' uses a non "
                    + "dynamic load balancing method.\n"
            )
        }
        let server = String(name[slash...].dropFirst())
        guard backend.server(named: server) == nil else {
            return WholeAnswer("Already exists a server with the same name in backend.\n")
        }
        switch DynamicServerLine(server, Array(words.dropFirst()), in: backend).read() {
        case .refused(let sentence): return WholeAnswer(sentence)
        case .server(let settings):
            if let obstacle = runtime.trackingObstacle(of: settings, in: backend) {
                return WholeAnswer(obstacle + "\n")
            }
            switch runtime.addServer(settings, to: backend) {
            case .refused(let sentence): return WholeAnswer(sentence + "\n")
            case .added: return AnswerAfterWorkers(runtime, "New server registered.\n")
            }
        }
    }

    private static func remove(_ call: ControlCall) -> any CommandMachine {
        switch call.server(at: 0) {
        case .failed(let sentence):
            return WholeAnswer(String(sentence.dropLast()))
        case .found(let backend, let server):
            if let obstacle = call.runtime.obstacle(toRemoving: server) {
                return WholeAnswer(obstacle.sentence)
            }
            call.runtime.removeServer(server, from: backend)
            return AnswerAfterWorkers(call.runtime, "Server deleted.")
        }
    }
}

/// The line of a server that is added while traffic runs.
struct DynamicServerLine {
    /// What reading it came to.
    enum Reading {
        case server(ServerSettings)
        /// HAProxy's sentence, or our reader's.
        case refused(String)
    }

    /// Options that only the file can have.
    private static let refused: Set<String> = [
        "cookie", "init-addr", "resolvers", "resolve-opts", "resolve-prefer", "resolve-net",
        "redir",
    ]

    private let name: String
    private let words: [String]
    private let backend: BackendRuntime

    init(_ name: String, _ words: [String], in backend: BackendRuntime) {
        self.name = name
        self.words = words
        self.backend = backend
    }

    /// Reads it as the configuration's reader reads such a line.
    func read() -> Reading {
        guard let address = words.first else {
            return .refused("'server' expects <name> and <addr>[:<port>] as arguments.\n")
        }
        if let option = words.first(where: { Self.refused.contains($0) }) {
            return .refused("'\(option)' option is not accepted for dynamic server\n")
        }
        // What is tracked is a server of the running process, which the reader does not know.
        var rest = Array(words.dropFirst())
        var tracked: TrackedServer?
        if let index = rest.firstIndex(of: "track"), index + 1 < rest.count {
            tracked = TrackedServer(rest[index + 1])
            rest.removeSubrange(index...(index + 1))
        }
        if tracked != nil, rest.contains("check") {
            return .refused("unable to enable checks and tracking at the same time!\n")
        }
        let options = rest.map(Self.quoted).joined(separator: " ")
        let text = """
            backend \(Self.quoted(backend.name))
                mode http
                server \(Self.quoted(name)) \(Self.quoted(address)) \(options)

            """
        do throws(DiagnosticList) {
            let source = SourceText(name: "add server", text: text)
            let (configuration, _) = try ProxyConfigurationReader().read([source])
            guard var settings = configuration.backends.first?.servers.first else {
                return .refused("no server was read\n")
            }
            if let owner = backend.servers.first(where: { $0.settings.id == settings.id }),
                words.contains("id")
            {
                return .refused(
                    "'id' : custom id \(settings.id) already used by server "
                        + "'\(owner.settings.name)'.\n"
                )
            }
            if !words.contains("id") { settings.id = 0 }
            settings.tracked = tracked
            if settings.speaksHTTP2, backend.settings.mode != .http {
                return .refused("MUX protocol is not usable for server.\n")
            }
            // Checks of an added server have of its traffic's settings what the line says of them.
            if !words.contains("check-ssl") { settings.check?.usesTLS = false }
            if !words.contains("check-send-proxy") { settings.check?.sendsProxyHeader = false }
            return .server(settings)
        } catch {
            let first = error.diagnostics.first { $0.severity == .error } ?? error.diagnostics.first
            return .refused((first?.message ?? "the line cannot be read") + "\n")
        }
    }

    /// A word as the file would have to write it.
    private static func quoted(_ word: String) -> String {
        "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
