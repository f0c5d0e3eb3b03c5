internal import LinuxSystem
internal import ProxyDataPlane

/// What operators do with agents.
enum AgentCommands {
    /// `enable agent` and `disable agent`.
    static let all: [ControlCommand] = [
        ServerCommands.command("disable agent", usage: "disable agent", "disable agent checks") {
            $0.server.agent?.enable(false)
            return ""
        },
        ServerCommands.command("enable agent", usage: "enable agent", "enable agent checks") {
            guard let agent = $0.server.agent else {
                return "Agent was not configured on this server, cannot enable.\n"
            }
            agent.enable(true)
            return ""
        },
    ]

    /// What `set server B/S` can set of an agent.
    static let settings: [ServerSetting] = [
        ServerSetting(word: "agent", run: setHealth),
        ServerSetting(word: "agent-addr", run: setAddress),
        ServerSetting(word: "agent-port", run: setPort),
        ServerSetting(word: "agent-send") { call in
            guard let agent = enabledAgent(call) else { return notEnabled + ".\n" }
            agent.greet(with: call.arguments.first ?? "")
            return ""
        },
    ]

    private static let notEnabled = "agent checks are not enabled on this server"

    private static func enabledAgent(_ call: ServerCall) -> AgentRuntime? {
        call.server.agent.flatMap { $0.isEnabled ? $0 : nil }
    }

    private static func setHealth(_ call: ServerCall) -> ControlAnswer {
        guard let agent = enabledAgent(call) else { return notEnabled + ".\n" }
        let healths = ["up": true, "down": false]
        guard let isUp = call.arguments.first.flatMap({ healths[$0] }) else {
            return "'set server <srv> agent' expects 'up' or 'down'.\n"
        }
        call.runtime.setAgent(isUp: isUp, agent, of: call.server, in: call.backend)
        return ""
    }

    /// `agent-addr <address> [port <port>]`.
    private static func setAddress(_ call: ServerCall) -> ControlAnswer {
        let words = Array(call.arguments)
        guard let text = words.first else {
            return "set server <b>/<s> agent-addr requires an address and optionally a port.\n"
        }
        guard let agent = enabledAgent(call) else { return notEnabled }
        guard let address = SocketAddress(numeric: text, port: 0) else {
            return "invalid addr '\(text)'"
        }
        guard words.count > 1, words[1] == "port" else {
            agent.move(address: address, port: nil)
            return ""
        }
        return move(agent, to: address, port: words.count > 2 ? words[2] : "")
    }

    private static func setPort(_ call: ServerCall) -> ControlAnswer {
        guard let text = call.arguments.first else {
            return "set server <b>/<s> agent-port requires a port.\n"
        }
        guard let agent = enabledAgent(call) else { return notEnabled }
        return move(agent, to: nil, port: text)
    }

    private static func move(
        _ agent: AgentRuntime,
        to address: SocketAddress?,
        port text: String
    ) -> ControlAnswer {
        guard let port = Int(text) else { return "provided port is not an integer" }
        guard (0...65535).contains(port) else { return "provided port is invalid" }
        agent.move(address: address, port: port)
        return ""
    }
}
