internal import ProxyConfiguration

/// Where a server and its backend stood before a change.
struct ServerStanding {
    let isUsable: Bool
    let admin: AdminState
    let check: CheckVerdict
    let backendHadServers: Bool
    let sessionCount: Int
    let waitingCount: Int

    init(_ server: ServerRuntime, in backend: BackendRuntime) {
        isUsable = server.acceptsNewStreams
        admin = server.admin
        check = server.check
        backendHadServers = backend.usableServers + backend.usableBackups > 0
        sessionCount = server.servedStreams
        waitingCount = server.queue.current
    }

    /// Whether it took no new clients, though it was there.
    var isStopping: Bool { check == .stopping || admin == .drain }
}

/// What is told of a server whose state has changed, in HAProxy's words and at its level.
struct ServerNews {
    let text: String
    let level: SyslogLevel

    /// What stands between the server's name and the text.
    var separator: String { text.hasPrefix(" ") ? "" : " " }

    /// That a change has not taken a server out of drain mode.
    static let remainsInDrain = ServerNews(text: "remains in forced drain mode", level: .notice)

    /// What probes, or somebody in their place, have found.
    static func found(
        _ verdict: CheckVerdict,
        _ server: ServerRuntime,
        in backend: BackendRuntime,
        since before: ServerStanding,
        because reason: String
    ) -> ServerNews {
        let why = reason.isEmpty ? via(server, in: backend) : ", \(reason)"
        switch verdict {
        case .down:
            let text = "is DOWN\(why). \(left(server, backend, since: before))"
            return ServerNews(text: text, level: before.isStopping ? .notice : .alert)
        case .stopping:
            return ServerNews(text: "is stopping\(why). \(online(backend))", level: .notice)
        case .up, .unchecked:
            return ServerNews(text: "is UP\(why). \(online(backend))", level: .notice)
        }
    }

    /// What an operator has ordered.
    static func ordered(
        _ server: ServerRuntime,
        in backend: BackendRuntime,
        since before: ServerStanding
    ) -> ServerNews {
        let health = server.check == .down ? "DOWN" : "UP"
        switch (before.admin, server.admin) {
        case (_, .maintenance) where before.check == .down:
            return ServerNews(text: "was DOWN and now enters maintenance", level: .notice)
        case (_, .maintenance):
            let text = "is going DOWN for maintenance. \(left(server, backend, since: before))"
            return ServerNews(text: text, level: before.isStopping ? .notice : .alert)
        case (.maintenance, .drain):
            return ServerNews(
                text: "is \(health)/DRAIN (leaving forced maintenance)",
                level: .notice
            )
        case (.maintenance, _):
            return ServerNews(
                text: "is \(health)/READY (leaving forced maintenance)",
                level: .notice
            )
        case (_, .drain):
            let rest =
                server.check == .down ? left(server, backend, since: before) : online(backend)
            return ServerNews(text: "enters drain state. \(rest)", level: .notice)
        case (_, .ready):
            return ServerNews(text: "is \(health) (leaving forced drain)", level: .notice)
        }
    }

    /// What the server that it tracks makes of it.
    static func inherited(
        _ server: ServerRuntime,
        in backend: BackendRuntime,
        since before: ServerStanding
    ) -> ServerNews {
        let health = server.check == .down ? "DOWN" : "UP"
        let origin = via(server, in: backend)
        switch (before.admin, server.admin) {
        case (_, .maintenance) where before.check == .down:
            return ServerNews(text: "was DOWN and now enters maintenance\(origin)", level: .notice)
        case (_, .maintenance):
            return ServerNews(
                text: "is going DOWN for maintenance\(origin). "
                    + left(server, backend, since: before),
                level: before.isStopping ? .notice : .alert
            )
        case (.maintenance, .drain):
            return ServerNews(text: "is \(health)/DRAIN (leaving maintenance)", level: .notice)
        case (.maintenance, _):
            return ServerNews(text: "is \(health)/READY (leaving maintenance)", level: .notice)
        case (_, .drain):
            let rest =
                server.check == .down ? left(server, backend, since: before) : online(backend)
            return ServerNews(text: "enters drain state\(origin). \(rest)", level: .notice)
        case (_, .ready):
            return ServerNews(text: "is \(health) (leaving forced drain)", level: .notice)
        }
    }

    /// What a server still stands in that an operator has let go, if that has to be told.
    static func inheritedRemains(
        _ server: ServerRuntime,
        in backend: BackendRuntime,
        after own: AdminState
    ) -> ServerNews? {
        guard own == .maintenance, server.admin == .maintenance else { return nil }
        return ServerNews(
            text: "is leaving forced maintenance but remains in maintenance"
                + via(server, in: backend),
            level: .notice
        )
    }

    /// That the end of what it has inherited has not taken a server out of maintenance.
    static let remainsInMaintenance = ServerNews(
        text: "remains in forced maintenance",
        level: .notice
    )

    /// That a server is in drain mode only because of the one that it tracks.
    static func leavesForcedDrain(
        _ server: ServerRuntime,
        in backend: BackendRuntime
    ) -> ServerNews {
        ServerNews(
            text: "is leaving forced drain but remains in drain mode" + via(server, in: backend),
            level: .notice
        )
    }

    /// Where a server has its state from.
    private static func via(_ server: ServerRuntime, in backend: BackendRuntime) -> String {
        server.settings.tracked.map { " via \($0.name(in: backend.name))" } ?? ""
    }

    /// That a server's name leads nowhere any more.
    static func lostName(
        _ server: ServerRuntime,
        in backend: BackendRuntime,
        since before: ServerStanding,
        because cause: String
    ) -> ServerNews {
        let rest = left(server, backend, since: before)
        return ServerNews(
            text: "is going DOWN for maintenance (\(cause)). \(rest)",
            level: before.isStopping ? .notice : .alert
        )
    }

    /// That it leads somewhere again.
    static func resolvesAgain(_ server: ServerRuntime) -> ServerNews {
        var name = ""
        if let host = server.hostName?.text { name = " ('\(host)')" }
        let health = server.check == .down ? "DOWN" : "UP"
        return ServerNews(
            text: "\(name) is \(health)/READY (resolves again)",
            level: .notice
        )
    }

    private static func left(
        _ server: ServerRuntime,
        _ backend: BackendRuntime,
        since before: ServerStanding
    ) -> String {
        "\(servers(of: backend)) left.\(onBackup(backend)) \(before.sessionCount) sessions active, "
            + "\(before.waitingCount) requeued, \(backend.queue.current) remaining in queue"
    }

    private static func online(_ backend: BackendRuntime) -> String {
        "\(servers(of: backend)) online.\(onBackup(backend)) 0 sessions requeued, "
            + "\(backend.queue.current) total in queue"
    }

    private static func servers(of backend: BackendRuntime) -> String {
        "\(backend.usableServers) active and \(backend.usableBackups) backup servers"
    }

    private static func onBackup(_ backend: BackendRuntime) -> String {
        backend.usableServers == 0 && backend.usableBackups > 0 ? " Running on backup." : ""
    }
}
