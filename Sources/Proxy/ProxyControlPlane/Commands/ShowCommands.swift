internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// `show ...`: what changes nothing.
enum ShowCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "show servers state",
            usage: "show servers state [<backend>]",
            "dump volatile server information (all or for a single backend)",
            machine: { perBackend($0, ServerStates.stateHeader, ServerStates.state) }
        ),
        ControlCommand(
            "show servers conn",
            usage: "show servers conn [<backend>]",
            "dump server connections status (all or for a single backend)",
            machine: { perBackend($0, ServerStates.connectionsHeader, ServerStates.connections) }
        ),
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
            usage: "show errors [<px>] [request|response]",
            "report last request and/or response errors for each proxy",
            level: .operator
        ) { call in
            if let name = call.argument(0), Int(name) == nil {
                let proxies = call.runtime.generation.configuration.proxies
                guard proxies.contains(where: { $0.name == name }) else {
                    return "No such proxy.\n"
                }
            }
            let now = WallTime.now
            let date = now.formatted("%d/%b/%Y:%H:%M:%S")
            let milliseconds = String(1000 + Int(now.microseconds) / 1000).dropFirst()
            return "Total events captured on [\(date).\(milliseconds)] : 0\n"
        },
        ControlCommand(
            "show env",
            usage: "show env [var]",
            "dump environment variables known to the process",
            level: .operator
        ) { call in
            guard let name = call.argument(0) else {
                return Environment.all.sorted { $0.key < $1.key }
                    .map { "\($0.key)=\($0.value)\n" }.joined()
            }
            return Environment[name].map { "\(name)=\($0)\n" } ?? "Variable not found\n"
        },
    ]

    private static func perBackend(
        _ call: ControlCall,
        _ header: String,
        _ table: @escaping (BackendRuntime) -> String
    ) -> any CommandMachine {
        var backends = call.runtime.generation.backends
        if let name = call.argument(0) {
            backends = backends.filter { $0.name == name }
            if backends.isEmpty { return WholeAnswer("Can't find backend.\n") }
        }
        return AnswerParts(backends.count + 1) { $0 == 0 ? header : table(backends[$0 - 1]) }
    }
}
