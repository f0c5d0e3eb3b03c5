internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `proxy_runtime`: servers of a running proxy: drain, ready, maint, weight, and waiting for them.
enum ProxyRuntimeModule: TaskModule {
    struct Arguments: Sendable {
        var socket: ProxySocket
        var backend: String
        /// The servers; empty means all of the backend.
        var servers: [String]
        var state: String?
        var weight: ProxyWeight?
        var wait: ProxyCondition?
        var timeout: Duration
    }

    static let description = ModuleDescription(
        name: "proxy_runtime",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("socket", .path, isRequired: true),
                ArgumentSpecification("backend", isRequired: true),
                ArgumentSpecification("server", .list(.string), aliases: ["servers", "host"]),
                ArgumentSpecification("state", choices: ["drain", "ready", "maint"]),
                ArgumentSpecification("weight"),
                ArgumentSpecification(
                    "wait",
                    choices: ProxyCondition.allCases.map { .string($0.rawValue) }
                ),
                ArgumentSpecification("timeout", .integer, defaultValue: 60),
            ],
            rules: [.requiredOneOf(["state", "weight", "wait"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let servers = arguments.strings("server")
        let backend = arguments.string("backend")
        for name in servers + [backend] where !isName(name) {
            throw ModuleFailure("'\(name)' cannot be the name of a backend or server")
        }
        return Arguments(
            socket: try ProxySocket(arguments.string("socket")),
            backend: backend,
            servers: servers,
            state: arguments.optionalString("state"),
            weight: try arguments.optionalString("weight").map { (text) throws(ModuleFailure) in
                try ProxyWeight(text)
            },
            wait: arguments.optionalString("wait").flatMap(ProxyCondition.init(rawValue:)),
            timeout: .seconds(arguments.integer("timeout"))
        )
    }

    /// The characters that HAProxy allows in names; none of them ends a command.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0))
            }
    }

    static func probe(_ arguments: Arguments) -> Probe<[ProxyServerState]> {
        .facts(from: arguments.socket.look(at: arguments.backend)) {
            (replies) throws(ModuleFailure) in
            try selected(arguments, replies)
        }
    }

    private static func selected(
        _ arguments: Arguments,
        _ replies: [HostReply]
    ) throws(ModuleFailure) -> [ProxyServerState] {
        let all = try arguments.socket.servers(of: arguments.backend, replies)
        if arguments.servers.isEmpty { return all }
        var chosen: [ProxyServerState] = []
        for name in arguments.servers {
            guard let server = all.first(where: { $0.name == name }) else {
                throw ModuleFailure(
                    "server '\(name)' is not in the backend '\(arguments.backend)'; "
                        + listing(all.map(\.name))
                )
            }
            chosen.append(server)
        }
        return chosen
    }

    static func plan(
        _ arguments: Arguments,
        facts: [ProxyServerState]
    ) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: ["backend": .string(arguments.backend)])
        plan.result["servers"] = .list(facts.map(\.value))
        for server in facts { plan.changes += changes(arguments, server) }
        let socket = arguments.socket
        plan.finish = { (replies, _) throws(ModuleFailure) in
            for reply in replies {
                let words = trimmed(try socket.text(reply))
                if !words.isEmpty { throw ModuleFailure("the proxy refused: \(words)") }
            }
        }
        if let condition = arguments.wait {
            let isReached = facts.allSatisfy { condition.missing(in: $0) == nil }
            if !isReached || plan.isChange { plan.wait = wait(for: condition, arguments) }
        }
        return plan
    }

    private static func changes(_ arguments: Arguments, _ server: ProxyServerState) -> [Change] {
        let path = "\(server.backend)/\(server.name)"
        var changes: [Change] = []
        if let state = arguments.state, state != server.forcedState {
            changes.append(
                Change(
                    "server \(path) \(server.forcedState) -> \(state)",
                    requests: [arguments.socket.request("set server \(path) state \(state)")]
                )
            )
        }
        if let weight = arguments.weight, weight.absolute(for: server) != server.weight {
            changes.append(
                Change(
                    "weight \(server.weight) -> \(weight.text) of server \(path)",
                    requests: [arguments.socket.request("set server \(path) weight \(weight.text)")]
                )
            )
        }
        return changes
    }

    private static func wait(for condition: ProxyCondition, _ arguments: Arguments) -> Wait {
        let names =
            arguments.servers.isEmpty ? "all servers" : arguments.servers.joined(separator: ", ")
        return Wait(
            for: "\(names) of \(arguments.backend) to be \(condition.rawValue)",
            interval: .milliseconds(100),
            timeout: arguments.timeout
        ) {
            .facts(from: arguments.socket.look(at: arguments.backend)) {
                (replies) throws(ModuleFailure) in
                let servers = try selected(arguments, replies)
                let missing = servers.compactMap { condition.missing(in: $0) }
                if !missing.isEmpty { return .notYet(missing.joined(separator: ", ")) }
                return .reached(["servers": .list(servers.map(\.value))])
            }
        }
    }
}

/// What `wait` waits for.
enum ProxyCondition: String, Sendable, CaseIterable {
    case idle, up, down

    /// What is missing until the condition holds for a server; nil when it does.
    func missing(in server: ProxyServerState) -> String? {
        switch self {
        case .up: server.isUp ? nil : "\(server.name) is \(statusText(server))"
        case .down: server.isUp ? "\(server.name) is \(statusText(server))" : nil
        case .idle:
            if server.isIdle {
                nil
            } else {
                "\(server.name) has \(server.currentCount.map(String.init) ?? "unknown") sessions"
            }
        }
    }

    private func statusText(_ server: ProxyServerState) -> String {
        server.status.isEmpty ? (server.isUp ? "up" : "down") : server.status
    }
}

/// A weight as the runtime API takes it: a number, or a percentage of the configured one.
struct ProxyWeight: Sendable, Hashable {
    /// The weight as written.
    var text: String
    private var number: Int
    private var isRelative: Bool

    init(_ text: String) throws(ModuleFailure) {
        self.text = text
        isRelative = text.hasSuffix("%")
        guard let number = Int(isRelative ? text.dropLast() : text[...]), number >= 0,
            isRelative || number <= 256
        else {
            throw ModuleFailure("'\(text)' is no weight: write 0 to 256, or a percentage as 50%")
        }
        self.number = number
    }

    /// The weight that it means for a server.
    func absolute(for server: ProxyServerState) -> Int {
        isRelative ? server.initialWeight * number / 100 : number
    }
}
