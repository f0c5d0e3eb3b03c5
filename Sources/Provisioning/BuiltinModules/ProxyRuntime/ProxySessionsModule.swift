internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// `proxy_sessions`: what runs through a proxy, and waiting until what runs now has ended.
enum ProxySessionsModule: TaskModule {
    struct Arguments: Sendable {
        var socket: ProxySocket
        /// The frontends; empty means all.
        var frontends: [String]
        /// How long to wait at most.
        var patience: Duration
    }

    /// What runs, as one look tells it.
    struct Traffic: Sendable {
        var sessions: [ProxySession]
        /// Connections of clients, with or without a session.
        var connectionCount: Int

        /// Connections that wait for a request.
        var idleCount: Int { max(0, connectionCount - sessions.count) }

        func value(left: [ProxySession]) -> ValueMap {
            [
                "sessions": .list(sessions.map(\.value)), "left": .list(left.map(\.value)),
                "connections": .integer(connectionCount), "idle": .integer(idleCount),
            ]
        }
    }

    static let description = ModuleDescription(
        name: "proxy_sessions",
        arguments: ArgumentTable([
            ArgumentSpecification("socket", .path, isRequired: true),
            ArgumentSpecification("frontend", .list(.string), aliases: ["frontends"]),
            ArgumentSpecification("wait", .integer, defaultValue: 0),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let seconds = arguments.integer("wait")
        guard (0...86_400).contains(seconds) else {
            throw ModuleFailure("'wait' is \(seconds), not 0 to 86400 seconds")
        }
        return Arguments(
            socket: try ProxySocket(arguments.string("socket")),
            frontends: arguments.strings("frontend"),
            patience: .seconds(seconds)
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Traffic> {
        .facts(from: look(arguments)) { (replies) throws(ModuleFailure) in
            try traffic(arguments, replies)
        }
    }

    private static func look(_ arguments: Arguments) -> [HostRequest] {
        [arguments.socket.request("show sess"), arguments.socket.request("show stat")]
    }

    private static func traffic(
        _ arguments: Arguments,
        _ replies: [HostReply]
    ) throws(ModuleFailure) -> Traffic {
        let socket = arguments.socket
        guard replies.count == 2 else {
            throw ModuleFailure("the proxy at \(socket.endpoint) is silent")
        }
        let (list, statistics) = (try socket.text(replies[0]), try socket.text(replies[1]))
        guard let sessions = ProxySession.read(list) else {
            throw ModuleFailure(
                "the proxy at \(socket.endpoint) does not tell its sessions: \(trimmed(list))"
            )
        }
        let rows = (ProxyServerState.table(statistics, separator: ",") ?? [])
            .filter { $0["svname"] == "FRONTEND" }
        let known = rows.compactMap { $0["pxname"] }
        for name in arguments.frontends where !known.contains(name) {
            throw ModuleFailure("frontend '\(name)' is not known to the proxy; \(listing(known))")
        }
        let isMeant = { (name: String) in
            arguments.frontends.isEmpty || arguments.frontends.contains(name)
        }
        return Traffic(
            sessions: sessions.filter { isMeant($0.frontend) },
            connectionCount: rows.filter { isMeant($0["pxname"] ?? "") }
                .reduce(0) { $0 + ($1["scur"].flatMap { Int($0) } ?? 0) }
        )
    }

    static func plan(_ arguments: Arguments, facts: Traffic) throws(ModuleFailure) -> Plan {
        let isOver = facts.sessions.isEmpty && facts.idleCount == 0
        let isWaiting = arguments.patience > .zero && !isOver
        var plan = Plan(result: facts.value(left: isWaiting ? facts.sessions : []))
        if isWaiting { plan.wait = wait(arguments) }
        return plan
    }

    /// Waits until all that began before now has ended and no connection idles; when time is up, what
    /// is left is the result.
    private static func wait(_ arguments: Arguments) -> Wait {
        let start = MonotonicClock.now
        return Wait(
            for: "the sessions that run now to end",
            interval: .milliseconds(100),
            timeout: arguments.patience + .seconds(60)
        ) {
            .facts(from: look(arguments)) { (replies) throws(ModuleFailure) in
                let traffic = try traffic(arguments, replies)
                let elapsed = MonotonicClock.now - start
                // The proxy tells whole seconds: what began later is never as old.
                let left = traffic.sessions.filter { $0.age >= Int(elapsed.components.seconds) }
                if elapsed >= arguments.patience || (left.isEmpty && traffic.idleCount == 0) {
                    return .reached(traffic.value(left: left))
                }
                return .notYet("\(left.count) sessions and \(traffic.idleCount) idle connections")
            }
        }
    }
}
