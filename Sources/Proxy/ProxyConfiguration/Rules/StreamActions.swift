internal import Diagnostics
internal import Samples

/// What is no part of a message: addresses, the log, timeouts, captures.
enum StreamActions {
    static let all: [ActionKeyword] = [
        property("set-src", .source, in: .clientAddresses),
        property("set-dst", .destination, in: .clientAddresses),
        property("set-src-port", .sourcePort, in: .clientAddresses),
        property("set-dst-port", .destinationPort, in: .clientAddresses),
        property("set-priority-class", .priorityClass, in: [.request, .requestContent]),
        property("set-priority-offset", .priorityOffset, in: [.request, .requestContent]),
        ActionKeyword("set-log-level", "<level>", in: [.all, .contents]) {
            arguments,
            _ throws(Diagnostic) in
            let levels = Dictionary(
                uniqueKeysWithValues: SyslogLevel.allCases.map { ($0.word, Int64($0.rawValue)) }
            ).merging(["silent": -1]) { $1 }
            let level = try arguments.need("a level").choice("level", levels)
            return PropertyAction(.logLevel) { _ in .integer(level) }
        },
        ActionKeyword(
            "set-timeout",
            "client|server|tunnel <time or expression>",
            in: [.request, .response]
        ) { arguments, reading throws(Diagnostic) in
            let property: StreamProperty = try arguments.need("which").choice(
                "timeout",
                ["client": .clientTimeout, "server": .serverTimeout, "tunnel": .tunnelTimeout]
            )
            let word = try arguments.need("a time or an expression")
            if let first = word.text.utf8.first, first &- 0x30 < 10 {
                let time = try word.duration()
                let milliseconds = Int64(time / .milliseconds(1))
                return PropertyAction(property) { _ in .integer(milliseconds) }
            }
            let expression = try reading.expression(word)
            return PropertyAction(property) { $0.evaluateNumber(expression) }
        },
        ActionKeyword(
            "capture",
            "<expression> [len <length> | id <slot>]",
            in: [.request, .response, .requestContent]
        ) {
            arguments,
            reading throws(Diagnostic) in
            let expression = try reading.expression(arguments.need("an expression"))
            let what = try arguments.need("len or id")
            switch what.text {
            case "id":
                let index = try arguments.number("a slot", in: 0...63)
                let slot = CaptureSlot(index: index, length: .max, isResponse: reading.isResponse)
                return CaptureAction(expression, slot)
            case "len" where !reading.isResponse:
                let length = try arguments.number("a length", in: 1...65_535)
                let index = reading.captures.captures.request.count
                reading.captures.captures.request.append(.init(length: length))
                return CaptureAction(
                    expression,
                    CaptureSlot(index: index, length: length, isResponse: false)
                )
            default:
                throw .unknown(
                    "argument of '\(arguments.keyword)'",
                    what.text,
                    among: reading.isResponse ? ["id"] : ["len", "id"],
                    at: what.place
                )
            }
        },
    ]

    private static func property(
        _ name: String,
        _ property: StreamProperty,
        in sets: RuleSets
    ) -> ActionKeyword {
        ActionKeyword(name, "<expression>", in: sets) { arguments, reading throws(Diagnostic) in
            let expression = try reading.expression(arguments.need("an expression"))
            let type: SampleType =
                property == .source || property == .destination ? .address : .sint
            return PropertyAction(property) { expression.evaluate(&$0, as: type) }
        }
    }
}

/// Something set of a stream.
final class PropertyAction: RuleAction {
    private let property: StreamProperty
    private let value: @Sendable (inout SampleContext) -> Sample?

    init(
        _ property: StreamProperty,
        _ value: @escaping @Sendable (inout SampleContext) -> Sample?
    ) {
        self.property = property
        self.value = value
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        if let value = value(&run.context) { run.target.set(property, value, &run) }
        return .next
    }
}

/// `capture`.
private final class CaptureAction: RuleAction {
    private let expression: SampleExpression
    private let slot: CaptureSlot

    init(_ expression: SampleExpression, _ slot: CaptureSlot) {
        self.expression = expression
        self.slot = slot
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        if let value = expression.evaluate(&run.context, as: .str) {
            run.target.capture(value.bytes, in: slot, &run)
        }
        return .next
    }
}

extension SampleContext {
    fileprivate mutating func evaluateNumber(_ expression: SampleExpression) -> Sample? {
        expression.evaluate(&self, as: .sint)
    }
}
