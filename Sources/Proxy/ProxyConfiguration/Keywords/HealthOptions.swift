internal import Diagnostics
internal import HealthChecking

/// Options of servers about health that comes from elsewhere than their checks.
extension ServerOption {
    static let observation: [ServerOption] = [
        ServerOption("observe", "none|layer4|layer7") { arguments, server, _ throws(Diagnostic) in
            server.observation.isSaid = true
            server.observation.layer = try arguments.need("what to observe").choice(
                "layer",
                ["none": nil, "layer4": .connections, "layer7": .responses]
            )
        },
        ServerOption("error-limit", "<count>") { arguments, server, _ throws(Diagnostic) in
            server.observation.errorLimit = try arguments.number("errors", in: 1...Int(Int32.max))
        },
        ServerOption("on-error", "fastinter|fail-check|sudden-death|mark-down") {
            arguments,
            server,
            _ throws(Diagnostic) in
            server.observation.reaction = try arguments.need("a reaction").choice(
                "reaction",
                [
                    "fastinter": .hurry, "fail-check": .failCheck, "sudden-death": .suddenDeath,
                    "mark-down": .markDown,
                ]
            )
        },
    ]

    static let agent: [ServerOption] = [
        ServerOption("agent-check") { _, server, _ throws(Diagnostic) in
            server.agent.isAsked = true
        },
        ServerOption("no-agent-check") { _, server, _ throws(Diagnostic) in
            server.agent.isAsked = false
        },
        ServerOption("agent-port", "<port>") { arguments, server, _ throws(Diagnostic) in
            server.agent.port = try arguments.number("a port", in: 1...65535)
        },
        ServerOption("agent-addr", "<address>") { arguments, server, tools throws(Diagnostic) in
            let word = try arguments.need("an address")
            let address = try ServerDraft.address(word, tools.environment)
            switch address {
            case .ip(_, port: .clients(offset: 0)), .host(_, _, port: .clients(offset: 0)):
                server.agent.address = address
            case .ip, .host, .unix, .abstract:
                throw Diagnostic(
                    "'\(word.text)' is no address of an agent",
                    at: word.place,
                    expected: "an address or a name, without a port",
                    hint: "the port is that of 'agent-port'"
                )
            }
        },
        ServerOption("agent-inter", "<time>") { arguments, server, _ throws(Diagnostic) in
            server.agent.interval = try positive(&arguments)
        },
        ServerOption("agent-send", "<text>") { arguments, server, _ throws(Diagnostic) in
            server.agent.greeting = try arguments.need("a text").text
        },
    ]
}
