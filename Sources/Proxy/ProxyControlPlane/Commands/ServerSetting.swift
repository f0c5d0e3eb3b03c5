internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// What `set server B/S` can set: a word and what it does with those after it.
struct ServerSetting: Sendable {
    let word: String
    let run: @Sendable (ServerCall) -> ControlAnswer

    static let all = [
        ServerSetting(word: "addr", run: setAddress),
        ServerSetting(word: "health", run: setHealth),
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
        let weight: Int
        switch WeightText.weight(text, initial: call.server.initialWeight) {
        case .weight(let number): weight = number
        case .refused(let sentence): return sentence
        }
        let isAllOrNothing = weight == 0 || weight == call.server.initialWeight
        if !call.backend.hasDynamicWeights, !isAllOrNothing {
            return "Backend is using a static LB algorithm and only accepts weights '0%' and "
                + "'100%'.\n"
        }
        call.runtime.setWeight(weight, of: call.server, in: call.backend)
        return ""
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

/// A weight as an operator writes it: a number, or a percentage of the initial weight.
enum WeightText {
    /// What reading it came to.
    enum Reading {
        /// From 0 to 256.
        case weight(Int)
        /// HAProxy's sentence.
        case refused(String)
    }

    /// The weight that a text means; a percentage that leads above 256 means 256.
    static func weight(_ text: String, initial: Int) -> Reading {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else {
            return .refused("Empty weight string empty or preceded by garbage")
        }
        // A number too large for a word is as large as any that counts.
        let number = isNegative ? -(Int(digits) ?? .max) : Int(digits) ?? .max
        switch rest.dropFirst(digits.count) {
        case "%":
            guard number >= 0 else { return .refused("Relative weight must be positive.\n") }
            return .weight(min(256, initial * min(number, 25_600) / 100))
        case "":
            guard (0...256).contains(number) else {
                return .refused("Absolute weight can only be between 0 and 256 inclusive.\n")
            }
            return .weight(number)
        default:
            return .refused("Trailing garbage in weight string")
        }
    }
}
