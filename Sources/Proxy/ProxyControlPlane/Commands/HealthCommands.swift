internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// What operators do with health checks.
enum HealthCommands {
    /// `enable health` and `disable health`.
    static let all: [ControlCommand] = [
        ServerCommands.command("disable health", usage: "disable health", "disable health checks") {
            if $0.server.settings.check != nil { $0.runtime.probe($0.server, false) }
            return ""
        },
        ServerCommands.command("enable health", usage: "enable health", "enable health checks") {
            guard $0.server.settings.check != nil else {
                return "Health check was not configured on this server, cannot enable.\n"
            }
            $0.runtime.probe($0.server, true)
            return ""
        },
    ]

    /// What `set server B/S` can set of the checks.
    static let settings: [ServerSetting] = [
        ServerSetting(word: "check-addr", run: setAddress),
        ServerSetting(word: "check-port", run: setPort),
    ]

    private static let notEnabled = "health checks are not enabled on this server"

    /// `check-addr <address> [port <port>]`.
    private static func setAddress(_ call: ServerCall) -> ControlAnswer {
        let words = Array(call.arguments)
        guard let text = words.first else {
            return "set server <b>/<s> check-addr requires an address and optionally a port.\n"
        }
        guard call.server.isProbed else { return notEnabled }
        guard let address = SocketAddress(numeric: text, port: 0) else {
            return "invalid addr '\(text)'"
        }
        guard words.count > 1, words[1] == "port" else {
            call.runtime.setCheckAddress(address, port: nil, of: call.server)
            return ""
        }
        return move(call, to: address, port: words.count > 2 ? words[2] : "")
    }

    private static func setPort(_ call: ServerCall) -> ControlAnswer {
        guard let text = call.arguments.first else {
            return "set server <b>/<s> check-port requires a port.\n"
        }
        guard call.server.isProbed else { return notEnabled }
        return move(call, to: nil, port: text)
    }

    private static func move(
        _ call: ServerCall,
        to address: SocketAddress?,
        port text: String
    ) -> ControlAnswer {
        guard let port = Int(text) else { return "provided port is not an integer" }
        guard (0...65535).contains(port) else { return "provided port is invalid" }
        call.runtime.setCheckAddress(address, port: port, of: call.server)
        return ""
    }
}
