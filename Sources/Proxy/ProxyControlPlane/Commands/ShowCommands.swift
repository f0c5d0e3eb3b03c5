internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// `show ...`: what changes nothing.
enum ShowCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "show stat",
            usage: "show stat [json|no-maint|typed|up]*",
            "report counters for each proxy and server",
            statistics
        ),
        ControlCommand(
            "show info",
            usage: "show info [json|typed]",
            "report information about the running process"
        ) { call in
            let information = ProcessInformation(
                call.runtime,
                listenerCount: call.runtime.generation.configuration.proxies
                    .reduce(call.sockets.count) { $0 + $1.binds.count }
            )
            if call.arguments.contains("typed") { return information.typed }
            return call.arguments.contains("json") ? information.json : information.lines
        },
        ControlCommand(
            "show servers state",
            usage: "show servers state [<backend>]",
            "dump volatile server information (all or for a single backend)"
        ) { call in
            perBackend(call) { ServerStates.state($0) }
        },
        ControlCommand(
            "show servers conn",
            usage: "show servers conn [<backend>]",
            "dump server connections status (all or for a single backend)"
        ) { call in
            perBackend(call) { ServerStates.connections($0) }
        },
        ControlCommand("show backend", "list backends in the current running config") { call in
            "# name\n" + call.runtime.generation.backends.map { "\($0.name)\n" }.joined()
        },
        ControlCommand("show version", "show version of the current process") { _ in
            "\(Release.version)\n"
        },
        ControlCommand(
            "show cli level",
            "display the level of the current CLI session"
        ) { call in
            "\(call.level)\n"
        },
        ControlCommand("show cli sockets", "dump list of cli sockets") { call in
            "# socket lvl processes\n"
                + call.sockets.map { socket in
                    let isPath = if case .unix = socket.address { true } else { false }
                    let address = (isPath ? "unix@" : "") + socket.address.described
                    return "\(address) \(socket.level) all\n"
                }.joined()
        },
        ControlCommand(
            "show errors",
            "report last request and/or response errors for each proxy",
            level: .operator
        ) { _ in
            let date = WallTime.now.formatted("%d/%b/%Y:%H:%M:%S")
            return "Total events captured on [\(date).000] : 0\n"
        },
    ]

    private static func perBackend(
        _ call: ControlCall,
        _ table: ([BackendRuntime]) -> String
    ) -> ControlAnswer {
        guard let name = call.argument(0) else { return table(call.runtime.generation.backends) }
        guard let backend = call.runtime.generation.backend(named: name) else {
            return "Can't find backend.\n"
        }
        return table([backend])
    }

    /// `show stat [<proxy> <type> <server>] [typed|json|up|no-maint]`.
    private static func statistics(_ call: ControlCall) -> ControlAnswer {
        let collector = StatisticsCollector(call.runtime, showsSensitive: call.level >= .operator)
        var rows = collector.rows()
        if let first = call.argument(0), call.arguments.count >= 3,
            let types = Int(call.arguments[1]),
            let server = Int(call.arguments[2])
        {
            var proxy = Int(first)
            if proxy == nil {
                proxy = call.runtime.generation.configuration.proxies.first { $0.name == first }?.id
                if proxy == nil { return "No such proxy.\n" }
            }
            rows = rows.filter { row in
                (proxy == -1 || row.proxyID == proxy)
                    && (types == -1 || types & (1 << row.kind.rawValue) != 0)
                    && (server == -1 || row.kind != .server || row.serverID == server)
            }
        }
        if call.arguments.contains("up") { rows = rows.filter { !$0["status"].hasPrefix("DOWN") } }
        if call.arguments.contains("no-maint") {
            rows = rows.filter { !$0["status"].hasPrefix("MAINT") }
        }
        if call.arguments.contains("typed") { return StatisticsEncoding.typed(rows) }
        if call.arguments.contains("json") { return StatisticsEncoding.json(rows) }
        return StatisticsEncoding.csv(rows)
    }
}
