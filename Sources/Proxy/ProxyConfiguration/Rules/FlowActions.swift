internal import Diagnostics
internal import Samples

/// Where a set of rules goes on, or ends without an answer.
enum FlowActions {
    static let all: [ActionKeyword] = [
        ActionKeyword("allow", in: .all) { _, _ throws(Diagnostic) in FixedOutcome(.stop) },
        ActionKeyword("accept", in: .tcp) { _, _ throws(Diagnostic) in FixedOutcome(.stop) },
        ActionKeyword("reject", in: [.request, .tcp]) { _, _ throws(Diagnostic) in
            FixedOutcome(.reject)
        },
        ActionKeyword("close", in: .responseContent) { _, _ throws(Diagnostic) in
            FixedOutcome(.closeServer)
        },
        ActionKeyword("switch-mode", "http [proto h1|h2]", in: .requestContent, readSwitch),
        ActionKeyword(
            "wait-for-body",
            "time <time> [at-least <bytes>]",
            in: [.request, .response]
        ) { arguments, _ throws(Diagnostic) in
            var demand = BodyDemand(time: .zero, leastBytes: 0)
            while let word = arguments.upcoming, word.text != "if", word.text != "unless" {
                _ = arguments.take()
                switch word.text {
                case "time": demand.time = try arguments.duration("a time")
                case "at-least": demand.leastBytes = try arguments.need("bytes").size("bytes")
                default:
                    throw .unknown(
                        "argument of '\(arguments.keyword)'",
                        word.text,
                        among: ["time", "at-least"],
                        at: word.place
                    )
                }
            }
            guard demand.time > .zero else {
                throw Diagnostic(
                    "'\(arguments.keyword)' needs 'time' and a time",
                    at: arguments.place,
                    expected: arguments.usage
                )
            }
            let known = demand
            return FixedOutcome(.awaitBody(known))
        },
        ActionKeyword("auth", "[realm <realm>]", in: .request) {
            arguments,
            _ throws(Diagnostic) in
            let realm = arguments.take("realm") ? try arguments.need("a realm").text : ""
            return FixedOutcome(.authenticate(realm: realm))
        },
        ActionKeyword("strict-mode", "on|off", in: .all) { arguments, _ throws(Diagnostic) in
            StrictModeAction(
                try arguments.need("on or off").choice("mode", ["on": true, "off": false])
            )
        },
        ActionKeyword("disable-l7-retry", in: .request) { _, _ throws(Diagnostic) in
            PropertyAction(.retriesAfterSending) { _ in .bool(false) }
        },
    ]

    @Sendable
    private static func readSwitch(
        _ arguments: inout Arguments,
        _ reading: RuleReading
    ) throws(Diagnostic) -> any RuleAction {
        let mode = try arguments.need("a mode")
        guard mode.text == "http" else {
            throw .unknown("mode", mode.text, among: ["http"], at: mode.place)
        }
        guard reading.hasFrontend else {
            throw Diagnostic(
                "'switch-mode' needs a proxy with the frontend capability",
                at: mode.place,
                hint: "write it in the frontend"
            )
        }
        guard arguments.take("proto") else { return FixedOutcome(.switchToHTTP(nil)) }
        let version = try arguments.need("a protocol").choice(
            "protocol",
            ["h1": SpokenHTTP.version1, "h2": .version2]
        )
        return FixedOutcome(.switchToHTTP(version))
    }
}

/// An action that always comes to the same.
final class FixedOutcome: RuleAction {
    private let outcome: @Sendable () -> RuleOutcome

    init(_ outcome: @autoclosure @escaping @Sendable () -> RuleOutcome) {
        self.outcome = outcome
    }

    func run(_ run: inout RuleRun) -> RuleOutcome { outcome() }
}

/// `strict-mode`.
private final class StrictModeAction: RuleAction {
    private let isStrict: Bool

    init(_ isStrict: Bool) { self.isStrict = isStrict }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        run.isStrict = isStrict
        return .next
    }
}
