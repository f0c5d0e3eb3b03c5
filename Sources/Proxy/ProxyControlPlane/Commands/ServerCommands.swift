internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// Commands that change servers.
enum ServerCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "set server",
            usage: "set server <bk>/<srv> [opts]",
            "change a server's state, weight, address or health",
            level: .admin,
            setServer
        ),
        ControlCommand(
            "set weight",
            usage: "set weight <bk>/<srv>  (DEPRECATED)",
            "change a server's weight (use 'set server' instead)",
            level: .admin
        ) { call in
            withServer(call) { backend, server in setWeight(call, 1, server, backend) }
        },
        ControlCommand(
            "get weight",
            usage: "get weight <bk>/<srv>",
            "report a server's current weight"
        ) { call in
            withServer(call) { _, server in
                "\(server.userWeight) (initial \(server.initialWeight))\n"
            }
        },
        ControlCommand(
            "disable server",
            usage: "disable server (DEPRECATED)",
            "disable a server for maintenance (use 'set server' instead)",
            level: .admin
        ) { call in
            withServer(call) { backend, server in
                call.runtime.setAdmin(.maintenance, of: server, in: backend)
                return ""
            }
        },
        ControlCommand(
            "enable server",
            usage: "enable server  (DEPRECATED)",
            "enable a disabled server (use 'set server' instead)",
            level: .admin
        ) { call in
            withServer(call) { backend, server in
                if server.admin == .maintenance {
                    call.runtime.setAdmin(.ready, of: server, in: backend)
                }
                return ""
            }
        },
        ControlCommand(
            "shutdown sessions server",
            usage: "shutdown sessions server <bk>/<srv>",
            "kill sessions on a server",
            level: .admin
        ) { call in
            withServer(call) { _, server in
                call.runtime.shutDownSessions(of: server)
                return ""
            }
        },
    ]

    private static func withServer(
        _ call: ControlCall,
        _ body: (BackendRuntime, ServerRuntime) -> ControlAnswer
    ) -> ControlAnswer {
        switch call.server(at: 0) {
        case .failed(let sentence): return sentence
        case .found(let backend, let server): return body(backend, server)
        }
    }

    private static func setServer(_ call: ControlCall) -> ControlAnswer {
        withServer(call) { backend, server in
            switch call.argument(1) {
            case "state": setState(call, server, backend)
            case "weight": setWeight(call, 2, server, backend)
            case "health": setHealth(call, server, backend)
            case "addr": setAddress(call, server, backend)
            default: "usage: set server <backend>/<server> addr | health | state | weight\n"
            }
        }
    }

    private static func setState(
        _ call: ControlCall,
        _ server: ServerRuntime,
        _ backend: BackendRuntime
    ) -> ControlAnswer {
        let states: [String: AdminState] = [
            "ready": .ready, "drain": .drain, "maint": .maintenance,
        ]
        guard let state = call.argument(2).flatMap({ states[$0] }) else {
            return "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n"
        }
        call.runtime.setAdmin(state, of: server, in: backend)
        return ""
    }

    private static func setHealth(
        _ call: ControlCall,
        _ server: ServerRuntime,
        _ backend: BackendRuntime
    ) -> ControlAnswer {
        let verdicts: [String: CheckVerdict] = [
            "up": .up, "stopping": .stopping, "down": .down,
        ]
        guard let verdict = call.argument(2).flatMap({ verdicts[$0] }) else {
            return "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n"
        }
        let isUnchecked = server.settings.check == nil && verdict == .up
        call.runtime.setHealth(isUnchecked ? .unchecked : verdict, of: server, in: backend)
        return ""
    }

    /// The weight at a position of the arguments: a number, or a percentage of the initial one.
    private static func setWeight(
        _ call: ControlCall,
        _ index: Int,
        _ server: ServerRuntime,
        _ backend: BackendRuntime
    ) -> ControlAnswer {
        guard let text = call.argument(index) else { return "Require <weight> or <weight%>.\n" }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits) else {
            return "Empty weight string empty or preceded by garbage"
        }
        let rest = text.dropFirst(digits.count)
        let weight: Int
        switch rest {
        case "%":
            weight = server.initialWeight * number / 100
            if weight > 256 { return "Relative weight can only be between 0 and 100% inclusive.\n" }
        case "":
            if number > 256 { return "Absolute weight can only be between 0 and 256 inclusive.\n" }
            weight = number
        default: return "Trailing garbage in weight string.\n"
        }
        let isAllOrNothing = weight == 0 || weight == server.initialWeight
        if !backend.hasDynamicWeights, !isAllOrNothing {
            return "Backend is using a static LB algorithm and only accepts weights '0%' and "
                + "'100%'.\n"
        }
        call.runtime.setWeight(weight, of: server, in: backend)
        return ""
    }

    private static func setAddress(
        _ call: ControlCall,
        _ server: ServerRuntime,
        _ backend: BackendRuntime
    ) -> ControlAnswer {
        guard let text = call.argument(2) else {
            return "set server <b>/<s> addr requires an address and optionally a port.\n"
        }
        let oldPort = server.address?.port ?? 0
        var port: UInt16?
        if call.argument(3) == "port" {
            guard let number = call.argument(4).flatMap({ UInt16($0) }) else {
                return "Invalid port by 'stats socket command'\n"
            }
            port = number
        }
        guard let address = SocketAddress(numeric: text, port: port ?? oldPort) else {
            return "Invalid addr '\(text)' by 'stats socket command'\n"
        }
        var changes: [String] = []
        let oldHost = server.address?.host ?? "-"
        let movesHost = oldHost != address.host
        let movesPort = port.map { $0 != oldPort } ?? false
        changes.append(
            movesHost
                ? "IP changed from '\(oldHost)' to '\(address.host)'" : "no need to change the addr"
        )
        if let port {
            changes.append(
                movesPort
                    ? "port changed from '\(oldPort)' to '\(port)'" : "no need to change the port"
            )
        }
        if movesHost || movesPort { call.runtime.setAddress(address, of: server, in: backend) }
        return changes.joined(separator: ", ") + " by 'stats socket command'\n"
    }
}
