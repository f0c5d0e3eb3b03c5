internal import HTTPWire
internal import ProxyConfiguration
internal import ProxyDataPlane
internal import Samples

/// What a form of the statistics page changes: `b`, a backend, `s`, its servers, and `action`.
enum StatisticsChange {
    /// What it came to, in HAProxy's words.
    enum Outcome: String {
        case done = "DONE"
        /// Some of the servers are not there, or cannot be changed so.
        case partly = "PART"
        case nothing = "NONE"
        /// A parameter is wrong.
        case invalid = "ERRP"
        /// There is too much of it.
        case tooLong = "EXCD"
        case denied = "DENY"
        case unknown = "UNKN"

        /// A sentence for the page.
        var sentence: String {
            switch self {
            case .done: "Action processed successfully."
            case .partly: "Action partially processed. Some server names are probably unknown."
            case .nothing: "Nothing has changed."
            case .invalid: "Action not processed because of invalid parameters."
            case .tooLong: "Action not processed: there are too many parameters."
            case .denied: "Action denied."
            case .unknown: "Unexpected result."
            }
        }
    }

    /// The most bytes of one parameter.
    private static let parameterLimit = 2048

    /// Does what a form says; the last backend and the last action count.
    static func apply(_ form: [UInt8]?, to runtime: ProxyRuntime) -> Outcome {
        guard let form else { return .tooLong }
        var backend: BackendRuntime?
        var action: (@Sendable (ServerCall) -> Bool?)?
        var servers: [String] = []
        for parameter in form.split(separator: UInt8(ascii: "&")).reversed() {
            guard parameter.count < parameterLimit else { return .invalid }
            let parts = parameter.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard let key = decoded(parts[0]), let value = decoded(parts.last ?? []) else { break }
            switch key {
            case "b" where backend == nil:
                backend = runtime.backend(calling: value)
                if backend == nil { return .invalid }
            case "action" where action == nil:
                action = actions[value]
                if action == nil { return .invalid }
            case "s": servers.append(value)
            default: break
            }
        }
        guard let backend, let action else { return .nothing }
        return apply(action, to: servers, of: backend, runtime)
    }

    private static func apply(
        _ action: (ServerCall) -> Bool?,
        to names: [String],
        of backend: BackendRuntime,
        _ runtime: ProxyRuntime
    ) -> Outcome {
        var (changed, counted) = (0, 0)
        for name in names {
            guard let server = backend.server(named: name) else {
                counted += 1
                continue
            }
            let call = ServerCall(
                runtime: runtime,
                backend: backend,
                server: server,
                arguments: []
            )
            if action(call) == true {
                changed += 1
                counted += 1
            }
        }
        if counted == 0 { return .nothing }
        return changed == 0 ? .invalid : changed == counted ? .done : .partly
    }

    /// What a form may do; each says whether it did something.
    private static let actions: [String: @Sendable (ServerCall) -> Bool?] = [
        "ready": { state(.ready, $0) },
        "drain": { state(.drain, $0) },
        "maint": { state(.maintenance, $0) },
        "disable": { $0.server.admin == .maintenance ? nil : state(.maintenance, $0) },
        "enable": { $0.server.admin == .maintenance ? state(.ready, $0) : nil },
        "stop": { $0.server.admin == .drain ? nil : state(.drain, $0) },
        "start": { $0.server.admin == .drain ? state(.ready, $0) : nil },
        "shutdown": { call in
            call.runtime.shutDownSessions(of: call.server)
            return true
        },
        "dhlth": { probe(false, $0) },
        "ehlth": { probe(true, $0) },
        "hrunn": { health(.up, $0) },
        "hnolb": { health(.stopping, $0) },
        "hdown": { health(.down, $0) },
        "dagent": { agent($0) { agent, _ in agent.enable(false) } },
        "eagent": { agent($0) { agent, _ in agent.enable(true) } },
        "arunn": { report(isUp: true, $0) },
        "adown": { report(isUp: false, $0) },
    ]

    private static func state(_ state: AdminState, _ call: ServerCall) -> Bool? {
        call.runtime.setAdmin(state, of: call.server, in: call.backend)
        return true
    }

    private static func probe(_ isProbed: Bool, _ call: ServerCall) -> Bool? {
        guard call.server.settings.check != nil else { return nil }
        call.runtime.probe(call.server, isProbed)
        return true
    }

    private static func health(_ verdict: CheckVerdict, _ call: ServerCall) -> Bool? {
        guard call.server.settings.tracked == nil else { return nil }
        let isUnchecked = call.server.settings.check == nil && verdict == .up
        call.runtime.setHealth(
            isUnchecked ? .unchecked : verdict,
            of: call.server,
            in: call.backend,
            by: .page
        )
        return true
    }

    private static func agent(
        _ call: ServerCall,
        _ body: (AgentRuntime, ServerCall) -> Void
    ) -> Bool? {
        guard let agent = call.server.agent else { return nil }
        body(agent, call)
        return true
    }

    private static func report(isUp: Bool, _ call: ServerCall) -> Bool? {
        guard call.server.agent?.isEnabled == true else { return nil }
        return agent(call) { agent, call in
            call.runtime.setAgent(isUp: isUp, agent, of: call.server, in: call.backend)
        }
    }

    /// The text of a part of a form; nil when it is not encoded as one.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var text: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let byte = hexadecimalByte(bytes[(index + 1)...]) else { return nil }
                text.append(byte)
                index += 2
            case let byte: text.append(byte)
            }
            index += 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ProxyRuntime {
    /// The backend of a name, or of `#` and its number.
    func backend(calling name: String) -> BackendRuntime? {
        guard name.hasPrefix("#") else { return generation.backend(named: name) }
        guard let number = Int(name.dropFirst()) else { return nil }
        return generation.backends.first { $0.settings.id == number }
    }
}
