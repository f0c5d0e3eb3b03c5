internal import Diagnostics
internal import Samples

/// Where a set of rules goes on, or ends without an answer.
enum FlowActions {
    static let all: [ActionKeyword] = [
        ActionKeyword("allow", in: .all) { _, _ throws(Diagnostic) in FixedOutcome(.stop) },
        ActionKeyword("reject", in: .request) { _, _ throws(Diagnostic) in FixedOutcome(.reject) },
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
}

/// An action that always comes to the same.
private final class FixedOutcome: RuleAction {
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
