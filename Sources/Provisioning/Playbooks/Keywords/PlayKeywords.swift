import Diagnostics
import DocumentValues

/// The values of a play's own keywords while it is read.
struct PlayKeywordValues {
    var name: Node?
    var hosts: Node?
    var variables: VariableSet?
    var variableFiles: [VariableFileChoice] = []
    var gatherFacts: Setting<Bool>?
    var gatherSubset: Node?
    var gatherTimeout: Setting<Int>?
    var serial: [Node] = []
    var strategy = Strategy.linear
    var order = HostOrder.inventory
    var maxFailPercentage: Setting<Double>?
    var forceHandlers: Setting<Bool>?
}

/// The keywords that only plays have; those that hold tasks and roles are read by the play itself.
enum PlayKeywords {
    static let table = KeywordTable<PlayKeywordValues>(
        identity + variables + facts + hosts + refused
    )

    private static let identity: [Keyword<PlayKeywordValues>] = [
        Keyword("name") { $1.name = $0.value.isNull ? nil : $2.text($0) },
        Keyword("hosts") { pair, values, session in
            let isList = pair.value.list?.allSatisfy { $0.string != nil } ?? false
            guard pair.value.string != nil || isList else {
                session.report("'hosts'", is: pair.value, expected: "a pattern or a list of them")
                return
            }
            values.hosts = session.checked(pair.value)
        },
    ]

    private static let variables: [Keyword<PlayKeywordValues>] = [
        Keyword("vars") { pair, values, session in
            values.variables = session.variables(pair, origin: "vars of the play")
        },
        Keyword("vars_files") { pair, values, session in
            if pair.value.isNull { return }
            let entries = pair.value.list ?? [pair.value]
            values.variableFiles = entries.compactMap { entry in
                let names = entry.list ?? [entry]
                guard names.allSatisfy({ $0.string != nil }), !names.isEmpty else {
                    session.report("an entry of 'vars_files'", is: entry, expected: "a file")
                    return nil
                }
                return VariableFileChoice(names: names.map { session.checked($0) })
            }
        },
    ]

    private static let facts: [Keyword<PlayKeywordValues>] = [
        Keyword("gather_facts") { $1.gatherFacts = $2.bool($0) },
        Keyword("gather_subset") { $1.gatherSubset = $2.checked($0.value) },
        Keyword("gather_timeout") { $1.gatherTimeout = $2.integer($0) },
        Keyword("force_handlers") { $1.forceHandlers = $2.bool($0) },
    ]

    private static let hosts: [Keyword<PlayKeywordValues>] = [
        Keyword("serial") { pair, values, session in
            values.serial = (pair.value.list ?? [pair.value]).filter { session.isBatchSize($0) }
        },
        Keyword("max_fail_percentage") { pair, values, session in
            values.maxFailPercentage = session.number(pair, mayBePercentage: true)
        },
        Keyword("order") { pair, values, session in
            values.order = session.choice(pair) ?? .inventory
        },
        Keyword("strategy") { pair, values, session in
            let short = pair.value.string?.split(separator: ".").last.map(String.init) ?? ""
            let node = Node(.string(short), at: pair.value.place)
            let plain = Node.Pair(key: pair.key, value: short.isEmpty ? pair.value : node)
            guard let strategy: Strategy = session.choice(plain) else { return }
            guard session.settings.strategies.contains(strategy) else {
                let known = session.settings.strategies.map(\.rawValue).sorted()
                session.report(
                    Diagnostic(
                        "the strategy '\(strategy.rawValue)' is not supported",
                        at: pair.value.place,
                        expected: "one of \(known.joined(separator: ", "))"
                    )
                )
                return
            }
            values.strategy = strategy
        },
    ]

    private static let refused: [Keyword<PlayKeywordValues>] = [
        Keyword("vars_prompt") { pair, _, session in
            session.refuseKeyword(pair, hint: "give the variables by '-e NAME=VALUE' or '-e @FILE'")
        },
        Keyword("fact_path") { pair, _, session in
            session.refuseKeyword(pair, hint: "leave it out: local facts are not read")
        },
    ]
}

extension LoadSession {
    /// One word of a closed set.
    func choice<Choice: RawRepresentable & CaseIterable>(_ pair: Node.Pair) -> Choice?
    where Choice.RawValue == String {
        guard let word = word(pair) else { return nil }
        if let choice = Choice(rawValue: word) { return choice }
        report(
            .unknown(
                pair.key.string ?? "word",
                word,
                among: Choice.allCases.map(\.rawValue),
                at: pair.value.place
            )
        )
        return nil
    }

    /// Whether a node is a number of hosts, a percentage, or a template.
    fileprivate func isBatchSize(_ node: Node) -> Bool {
        let isSize: Bool
        switch node.content {
        case .integer(let number):
            isSize = number >= 0
        case .string(let text):
            let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
            isSize = Node.mayBeTemplate(text) || Double(digits).map { $0 >= 0 } ?? false
        case .list(let elements):
            return elements.allSatisfy { isBatchSize($0) }
        default:
            isSize = false
        }
        if !isSize {
            report("'serial'", is: node, expected: "a number of hosts, or a percentage as '30%'")
        }
        return isSize
    }
}
