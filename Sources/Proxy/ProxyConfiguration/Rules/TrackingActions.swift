internal import Diagnostics
internal import LinuxSystem
internal import Samples
internal import StickTables

/// Keys that are tracked, and the numbers that rules keep of them.
enum TrackingActions {
    private static let sets: RuleSets = [
        .request, .response, .afterResponse, .connection, .session, .requestContent,
        .responseContent,
    ]

    /// The rules that may track a key.
    private static let trackers: RuleSets = [
        .request, .response, .connection, .session, .requestContent,
    ]

    static let all: [ActionKeyword] =
        (0...2).map { slot in
            ActionKeyword("track-sc\(slot)", "<key> [table <table>]", in: trackers) {
                arguments,
                reading throws(Diagnostic) in
                try arguments.readTracking(in: slot, at: arguments.place, reading)
            }
        }
        + [
            // The number stands at the end of its own word: 'track-sc7'.
            ActionKeyword("track-sc", "<slot> <key> [table <table>]", in: trackers) {
                arguments,
                reading throws(Diagnostic) in
                let word = try arguments.need("a slot")
                guard let slot = Int(word.text.dropFirst(ActionKeyword.tracking.count)) else {
                    throw Diagnostic("'\(word.text)' names no slot", at: word.place)
                }
                return try arguments.readTracking(in: slot, at: word.place, reading)
            },
            counter("sc-inc-gpc0", .generalCounter0, .generalRate0),
            counter("sc-inc-gpc1", .generalCounter1, .generalRate1),
            ActionKeyword("sc-inc-gpc", "(<index>,<slot>)", in: sets) {
                arguments,
                reading throws(Diagnostic) in
                let numbers = try arguments.readNumbers(2, reading)
                return TrackedChange(numbers[1]) { row, _, now in
                    row.add(.generalCounters, numbers[0], at: now)
                    row.add(.generalRates, numbers[0], at: now)
                }
            },
            ActionKeyword("sc-add-gpc", "(<index>,<slot>) <number or expression>", in: sets) {
                arguments,
                reading throws(Diagnostic) in
                let numbers = try arguments.readNumbers(2, reading)
                return TrackedChange(numbers[1], try arguments.readAmount(reading)) {
                    row,
                    amount,
                    now in
                    row.add(.generalCounters, numbers[0], amount, at: now)
                    row.add(.generalRates, numbers[0], amount, at: now)
                }
            },
            ActionKeyword("sc-set-gpt0", "(<slot>) <number or expression>", in: sets) {
                arguments,
                reading throws(Diagnostic) in
                let numbers = try arguments.readNumbers(1, reading)
                return TrackedChange(numbers[0], try arguments.readAmount(reading)) {
                    row,
                    amount,
                    now in
                    row.set(.generalTag0, to: amount, at: now)
                }
            },
            ActionKeyword("sc-set-gpt", "(<index>,<slot>) <number or expression>", in: sets) {
                arguments,
                reading throws(Diagnostic) in
                let numbers = try arguments.readNumbers(2, reading)
                return TrackedChange(numbers[1], try arguments.readAmount(reading)) {
                    row,
                    amount,
                    now in
                    row.set(.generalTags, numbers[0], to: amount, at: now)
                }
            },
        ]

    private static func counter(
        _ name: String,
        _ datum: StickDatum,
        _ rate: StickDatum
    ) -> ActionKeyword {
        ActionKeyword(name, "(<slot>)", in: sets) { arguments, reading throws(Diagnostic) in
            let numbers = try arguments.readNumbers(1, reading)
            return TrackedChange(numbers[0]) { row, _, now in
                row.add(datum, at: now)
                row.add(rate, at: now)
            }
        }
    }
}

extension Arguments {
    /// What is tracked in a slot.
    fileprivate mutating func readTracking(
        in slot: Int,
        at place: SourcePlace,
        _ reading: RuleReading
    ) throws(Diagnostic) -> TrackAction {
        let tables = reading.tools.samples.tables
        guard slot < tables.slotCount else {
            throw Diagnostic(
                "there is no slot \(slot) to track a key in",
                at: place,
                expected: "a slot below \(tables.slotCount)",
                hint: "'tune.stick-counters' says how many there are"
            )
        }
        let key = try reading.expression(need("a key"))
        let table = take("table") ? try need("a table").text : nil
        return TrackAction(slot, key, tables.reference(table))
    }

    /// The numbers in parentheses behind the action's name.
    fileprivate mutating func readNumbers(
        _ count: Int,
        _ reading: RuleReading
    ) throws(Diagnostic) -> [Int] {
        let slots = reading.tools.samples.tables.slotCount
        let word = try readParenthesis(count == 1 ? "a slot" : "an index and a slot")
        let numbers = word.text.split(separator: ",").map { Int($0) }
        let whole = numbers.compactMap(\.self)
        guard numbers.count == count, whole.count == count, let slot = whole.last,
            (0..<slots).contains(slot), count == 1 || (0...99).contains(whole[0])
        else {
            throw Diagnostic(
                "'\(word.text)' is no \(count == 1 ? "slot" : "index and slot")",
                at: word.place,
                expected: "slots below \(slots) ('tune.stick-counters'), an index from 0 to 99"
            )
        }
        return whole
    }

    /// A number, or an expression that gives it.
    fileprivate mutating func readAmount(
        _ reading: RuleReading
    ) throws(Diagnostic) -> @Sendable (inout SampleContext) -> Int64? {
        let word = try need("a number or an expression")
        if let number = Int64(word.text) { return { _ in number } }
        let expression = try reading.expression(word)
        return { expression.evaluate(&$0, as: .sint)?.integer }
    }
}

/// `track-sc`.
private final class TrackAction: RuleAction {
    private let slot: Int
    private let key: SampleExpression
    private let reference: TableReference

    init(_ slot: Int, _ key: SampleExpression, _ reference: TableReference) {
        self.slot = slot
        self.key = key
        self.reference = reference
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let table = reference.table, let value = key.evaluate(&run.context),
            let key = table.key(value, &run.context.arena)
        else { return .next }
        run.target.track(key, in: table, slot: slot, &run)
        return .next
    }
}

/// A change of what is tracked.
private final class TrackedChange: RuleAction {
    typealias Change = @Sendable (inout StickRow, _ amount: Int64, _ now: Int64) -> Void

    private let slot: Int
    private let amount: @Sendable (inout SampleContext) -> Int64?
    private let change: Change

    init(
        _ slot: Int,
        _ amount: @escaping @Sendable (inout SampleContext) -> Int64? = { _ in 1 },
        _ change: @escaping Change
    ) {
        self.slot = slot
        self.amount = amount
        self.change = change
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let entry = run.context.stream.tracked(slot), let amount = amount(&run.context) else {
            return .next
        }
        let now = MonotonicClock.now.milliseconds
        entry.table.with(entry.place) { change(&$0, amount, now) }
        return .next
    }
}
