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
}
