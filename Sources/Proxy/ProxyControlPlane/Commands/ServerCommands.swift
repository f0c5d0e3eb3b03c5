internal import ProxyConfiguration
internal import ProxyDataPlane

/// Commands about one server: the registration table.
enum ServerCommands {
    static let all: [ControlCommand] = [
        command(
            "set server",
            usage: "set server <bk>/<srv> [opts]",
            "change a server's state, weight, address or health",
            ServerSetting.apply
        ),
        command(
            "set weight",
            usage: "set weight <bk>/<srv>  (DEPRECATED)",
            "change a server's weight (use 'set server' instead)",
            ServerSetting.setWeight
        ),
        command(
            "set maxconn server",
            usage: "set maxconn server <bk>/<srv>",
            "change a server's maxconn setting"
        ) { call in
            let text = call.arguments.first ?? ""
            return call.runtime.changeLimit(text, of: call.server, in: call.backend) ?? ""
        },
        command(
            "get weight",
            usage: "get weight <bk>/<srv>",
            "report a server's current weight",
            level: .user
        ) { call in
            "\(call.server.userWeight) (initial \(call.server.initialWeight))\n"
        },
        command(
            "disable server",
            usage: "disable server (DEPRECATED)",
            "disable a server for maintenance (use 'set server' instead)"
        ) { call in
            call.runtime.setAdmin(.maintenance, of: call.server, in: call.backend)
            return ""
        },
        command(
            "enable server",
            usage: "enable server  (DEPRECATED)",
            "enable a disabled server (use 'set server' instead)"
        ) { call in
            call.runtime.setAdmin(.ready, of: call.server, in: call.backend)
            return ""
        },
        command(
            "shutdown sessions server",
            usage: "shutdown sessions server <bk>/<srv>",
            "kill sessions on a server"
        ) { call in
            call.runtime.shutDownSessions(of: call.server)
            return ""
        },
    ]

    /// A command whose first argument is `backend/server`.
    static func command(
        _ name: String,
        usage: String,
        _ summary: String,
        level: OperatorLevel = .admin,
        _ run: @escaping @Sendable (ServerCall) -> ControlAnswer
    ) -> ControlCommand {
        ControlCommand(name, usage: usage, summary, level: level) { call in
            switch call.server(at: 0) {
            case .failed(let sentence): return sentence
            case .found(let backend, let server):
                return run(
                    ServerCall(
                        runtime: call.runtime,
                        backend: backend,
                        server: server,
                        arguments: call.arguments.dropFirst()
                    )
                )
            }
        }
    }
}

/// A command about a server that was found.
struct ServerCall {
    let runtime: ProxyRuntime
    let backend: BackendRuntime
    let server: ServerRuntime
    /// The words after the server's name.
    let arguments: ArraySlice<String>

    /// The same with the first word taken off.
    var afterFirst: ServerCall {
        ServerCall(
            runtime: runtime,
            backend: backend,
            server: server,
            arguments: arguments.dropFirst()
        )
    }
}
