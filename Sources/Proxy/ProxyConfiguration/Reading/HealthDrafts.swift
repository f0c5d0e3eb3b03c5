internal import Diagnostics
internal import HealthChecking

/// `observe`, `error-limit` and `on-error` of a server while they are read.
struct ObservationDraft {
    /// `observe`; nil when it was not said, or `none`.
    var layer: ServerObservation.Layer?
    /// Whether `observe` was said.
    var isSaid = false
    /// `error-limit`.
    var errorLimit: Int?
    /// `on-error`.
    var reaction: ServerObservation.Reaction?

    /// What the words come to.
    var observation: ServerObservation? {
        guard let layer else { return nil }
        var observation = ServerObservation(layer)
        if let errorLimit { observation.errorLimit = errorLimit }
        if let reaction { observation.reaction = reaction }
        return observation
    }
}

/// `agent-check` and its options while they are read.
struct AgentDraft {
    /// `agent-check` and `no-agent-check`; nil when neither was said.
    var isAsked: Bool?
    /// `agent-port`.
    var port: Int?
    /// `agent-addr`.
    var address: ServerAddress?
    /// `agent-inter`.
    var interval: Duration?
    /// `agent-send`.
    var greeting: String?

    /// The options that mean nothing without an agent.
    fileprivate var options: [String] {
        let options = [
            ("agent-port", port != nil), ("agent-addr", address != nil),
            ("agent-inter", interval != nil), ("agent-send", greeting != nil),
        ]
        return options.filter(\.1).map(\.0)
    }
}

extension ServerDraft {
    /// The agent of the server, if it has one.
    func serverAgent() throws(Diagnostic) -> ServerAgent? {
        guard agent.isAsked == true else { return nil }
        guard let port = agent.port else {
            throw Diagnostic(
                "server '\(settings.name)' does not have agent port",
                at: place,
                expected: "agent-port <port>"
            )
        }
        var result = ServerAgent(port: port)
        result.address = agent.address ?? check.address
        if let interval = agent.interval { result.interval = interval }
        if let greeting = agent.greeting { result.greeting = greeting }
        return result
    }

    /// Options that have nothing to act on, each with what it lacks.
    var idleOptions: [(option: String, lacks: String)] {
        var idle: [(option: String, lacks: String)] = []
        if !settings.proxyHeader.isEmpty, !settings.proxyHeader.isSent {
            idle.append(("proxy-v2-options", "send-proxy-v2"))
        }
        if observation.layer != nil, checks == nil { idle.append(("observe", "check")) }
        if !observation.isSaid {
            if observation.errorLimit != nil { idle.append(("error-limit", "observe")) }
            if observation.reaction != nil { idle.append(("on-error", "observe")) }
        }
        if agent.isAsked == nil { idle += agent.options.map { ($0, "agent-check") } }
        return idle
    }
}
