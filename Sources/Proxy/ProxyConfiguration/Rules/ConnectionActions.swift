internal import Diagnostics
internal import Samples

/// What is done with a client's connection as such.
enum ConnectionActions {
    static let all: [ActionKeyword] =
        [
            ActionKeyword("expect-proxy", "layer4", in: .connection, readExpectation),
            ActionKeyword(
                "silent-drop",
                "[rst-ttl <number>]",
                in: [.request, .response, .tcp]
            ) { arguments, _ throws(Diagnostic) in
                let hasLimit = arguments.take("rst-ttl")
                let limit = hasLimit ? try arguments.number("a number", in: 1...255) : nil
                return FixedOutcome(.drop(timeToLive: limit))
            },
            ActionKeyword("early-hint", "<name> <format>", in: .request) {
                arguments,
                reading throws(Diagnostic) in
                EarlyHint(
                    try arguments.readHeaderName(),
                    try reading.format(arguments.need("a value"))
                )
            },
            ActionKeyword("set-nice", "<number>", in: [.request, .response, .contents], readNice),
        ]
        + ["set-mark", "set-fc-mark"].map { name in
            ActionKeyword(name, "<number>", in: [.request, .response, .tcp]) {
                arguments,
                reading throws(Diagnostic) in
                try number(&arguments, reading, .mark, in: 0...Int64(UInt32.max))
            }
        }
        + ["set-tos", "set-fc-tos"].map { name in
            ActionKeyword(name, "<number>", in: [.request, .response, .tcp]) {
                arguments,
                reading throws(Diagnostic) in
                try number(&arguments, reading, .typeOfService, in: 0...255)
            }
        }

    @Sendable
    private static func readExpectation(
        _ arguments: inout Arguments,
        _ reading: RuleReading
    ) throws(Diagnostic) -> any RuleAction {
        let layer = try arguments.need("a layer")
        guard layer.text == "layer4" else {
            throw .unknown("layer", layer.text, among: ["layer4"], at: layer.place)
        }
        return PropertyAction(.awaitsProxyHeader) { _ in .bool(true) }
    }

    /// Streams have no priorities among each other here: each gets its turn.
    @Sendable
    private static func readNice(
        _ arguments: inout Arguments,
        _ reading: RuleReading
    ) throws(Diagnostic) -> any RuleAction {
        _ = try arguments.number("a number", in: -1024...1024)
        reading.tools.samples.warn(
            Diagnostic(
                "'set-nice' changes nothing: all streams of a thread get their turn",
                at: arguments.place,
                severity: .note
            )
        )
        return FixedOutcome(.next)
    }

    /// A number in decimal or hexadecimal digits, or an expression that gives it.
    private static func number(
        _ arguments: inout Arguments,
        _ reading: RuleReading,
        _ property: StreamProperty,
        in range: ClosedRange<Int64>
    ) throws(Diagnostic) -> any RuleAction {
        let word = try arguments.need("a number or an expression")
        guard let first = word.text.utf8.first, first &- 0x30 < 10 else {
            let expression = try reading.expression(word)
            return PropertyAction(property) { context in
                guard let number = expression.evaluate(&context, as: .sint),
                    range.contains(number.integer)
                else { return nil }
                return number
            }
        }
        let isHexadecimal = word.text.lowercased().hasPrefix("0x")
        let digits = isHexadecimal ? word.text.dropFirst(2) : word.text[...]
        guard let number = Int64(digits, radix: isHexadecimal ? 16 : 10), range.contains(number)
        else {
            throw Diagnostic(
                "'\(word.text)' is out of range or no number",
                at: word.place,
                expected: "a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return PropertyAction(property) { _ in .integer(number) }
    }
}

/// `early-hint`.
private final class EarlyHint: RuleAction {
    private let name: String
    private let value: LogFormat

    init(_ name: String, _ value: LogFormat) {
        self.name = name
        self.value = value
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        if let value = value.evaluate(&run.context) {
            run.target.sendHints(Array("\(name): ".utf8) + Array(value) + Array("\r\n".utf8))
        }
        return .next
    }
}
