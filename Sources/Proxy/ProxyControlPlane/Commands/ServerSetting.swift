internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// What `set server B/S` can set: a word and what it does with those after it.
struct ServerSetting: Sendable {
    let word: String
    let run: @Sendable (ServerCall) -> ControlAnswer

    static let all: [ServerSetting] =
        [
            ServerSetting(word: "addr", run: setAddress)
        ] + AgentCommands.settings + HealthCommands.settings + [
            ServerSetting(word: "fqdn", run: setHostName),
            ServerSetting(word: "health", run: setHealth),
            ServerSetting(word: "ssl", run: setEncryption),
            ServerSetting(word: "state", run: setState),
            ServerSetting(word: "weight", run: setWeight),
        ]

    /// Carries out the setting that the first word names.
    static func apply(_ call: ServerCall) -> ControlAnswer {
        guard let setting = all.first(where: { $0.word == call.arguments.first }) else {
            let words = all.map(\.word).joined(separator: " | ")
            return "usage: set server <backend>/<server> \(words)\n"
        }
        return setting.run(call.afterFirst)
    }

    private static func setHostName(_ call: ServerCall) -> ControlAnswer {
        guard let name = call.arguments.first else {
            return "set server <b>/<s> fqdn requires a FQDN.\n"
        }
        guard call.server.settings.resolution != nil else {
            return "set server <b>/<s> fqdn failed because no resolution is configured.\n"
        }
        guard ProxyRuntime.isHostName(name) else {
            return "invalid fqdn '\(name)' by 'stats socket command'\n"
        }
        let old = call.server.hostName?.text
        if old == name { return "no need to change the FDQN by 'stats socket command'\n" }
        call.runtime.setHostName(name, of: call.server)
        return "\(call.backend.name)/\(call.server.settings.name) changed its FQDN from "
            + "\(old ?? "(null)") to \(name) by 'stats socket command'\n"
    }

    private static func setEncryption(_ call: ServerCall) -> ControlAnswer {
        if call.server.isAddedByOperator {
            return "'set server <srv> ssl' not supported on dynamic servers\n"
        }
        guard call.server.settings.tls ?? call.server.settings.spareTLS != nil else {
            return "'set server <srv> ssl' cannot be set.  "
                + "default-server should define ssl settings\n"
        }
        guard let isOn = call.arguments.first.flatMap({ ["on": true, "off": false][$0] }) else {
            return "'set server <srv> ssl' expects 'on' or 'off'.\n"
        }
        call.runtime.setEncryption(isOn, of: call.server)
        return "server ssl setting updated.\n"
    }

    private static func setState(_ call: ServerCall) -> ControlAnswer {
        let states: [String: AdminState] = [
            "ready": .ready, "drain": .drain, "maint": .maintenance,
        ]
        guard let state = call.arguments.first.flatMap({ states[$0] }) else {
            return "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n"
        }
        call.runtime.setAdmin(state, of: call.server, in: call.backend)
        return ""
    }

    private static func setHealth(_ call: ServerCall) -> ControlAnswer {
        let verdicts: [String: CheckVerdict] = [
            "up": .up, "stopping": .stopping, "down": .down,
        ]
        guard let verdict = call.arguments.first.flatMap({ verdicts[$0] }) else {
            return "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n"
        }
        let isUnchecked = call.server.settings.check == nil && verdict == .up
        call.runtime.setHealth(
            isUnchecked ? .unchecked : verdict,
            of: call.server,
            in: call.backend
        )
        return ""
    }

    static func setWeight(_ call: ServerCall) -> ControlAnswer {
        guard let text = call.arguments.first else { return "Require <weight> or <weight%>.\n" }
        return call.runtime.changeWeight(text, of: call.server, in: call.backend) ?? ""
    }

    /// `addr <address> [port <port>]`.
    private static func setAddress(_ call: ServerCall) -> ControlAnswer {
        let words = Array(call.arguments)
        guard let text = words.first else {
            return "set server <b>/<s> addr requires an address and optionally a port.\n"
        }
        let old = call.server.address
        let oldPort = old?.port ?? 0
        var port: UInt16?
        if words.count > 1, words[1] == "port" {
            guard words.count > 2, let number = UInt16(words[2]) else {
                return "Invalid port by 'stats socket command'\n"
            }
            port = number
        }
        guard let address = SocketAddress(numeric: text, port: port ?? oldPort) else {
            return "Invalid addr '\(text)' by 'stats socket command'\n"
        }
        let oldHost = old?.host ?? "-"
        let movesHost = oldHost != address.host
        let movesPort = port.map { $0 != oldPort } ?? false
        var changes = [
            movesHost
                ? "IP changed from '\(oldHost)' to '\(address.host)'" : "no need to change the addr"
        ]
        if let port {
            changes.append(
                movesPort
                    ? "port changed from '\(oldPort)' to '\(port)'" : "no need to change the port"
            )
        }
        if movesHost || movesPort {
            call.runtime.setAddress(address, of: call.server, in: call.backend)
        }
        return changes.joined(separator: ", ") + " by 'stats socket command'\n"
    }
}
