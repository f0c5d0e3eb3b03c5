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
    var strategy: Setting<Strategy>?
    var order: Setting<HostOrder>?
    var maxFailPercentage: Setting<Double>?
    var forceHandlers: Setting<Bool>?
}

/// The keywords that only plays have; those that hold tasks and roles are read by the play itself.
enum PlayKeywords {
    static let table = PlaybookKeywordTable<PlayKeywordValues>(
        identity + variables + facts + hosts + refused
    )

    private static let identity: [PlaybookKeyword<PlayKeywordValues>] = [
        PlaybookKeyword("name") { $1.name = $0.value.isNull ? nil : $2.text($0) },
        PlaybookKeyword("hosts") { pair, values, session in
            let isList = pair.value.list?.allSatisfy { $0.string != nil } ?? false
            guard pair.value.string != nil || isList else {
                session.report("'hosts'", is: pair.value, expected: "a pattern or a list of them")
                return
            }
            values.hosts = session.checked(pair.value)
        },
    ]

    private static let variables: [PlaybookKeyword<PlayKeywordValues>] = [
        PlaybookKeyword("vars") { pair, values, session in
            values.variables = session.variables(pair, origin: "vars of the play")
        },
        PlaybookKeyword("vars_files") { pair, values, session in
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

    private static let facts: [PlaybookKeyword<PlayKeywordValues>] = [
        PlaybookKeyword("gather_facts") { $1.gatherFacts = $2.bool($0) },
        PlaybookKeyword("gather_subset") { $1.gatherSubset = $2.checked($0.value) },
        PlaybookKeyword("gather_timeout") { $1.gatherTimeout = $2.integer($0) },
        PlaybookKeyword("force_handlers") { $1.forceHandlers = $2.bool($0) },
    ]

    private static let hosts: [PlaybookKeyword<PlayKeywordValues>] = [
        PlaybookKeyword("serial") { pair, values, session in
            values.serial = (pair.value.list ?? [pair.value]).filter { session.isBatchSize($0) }
        },
        PlaybookKeyword("max_fail_percentage") { pair, values, session in
            values.maxFailPercentage = session.number(pair, mayBePercentage: true)
        },
        PlaybookKeyword("order") { $1.order = $2.choice($0) },
        PlaybookKeyword("strategy") { pair, values, session in
            values.strategy = session.choice(pair.withoutCollection)
        },
    ]

    private static let refused: [PlaybookKeyword<PlayKeywordValues>] = [
        PlaybookKeyword("vars_prompt") { pair, _, session in
            session.refuseKeyword(pair, hint: "give the variables by '-e NAME=VALUE' or '-e @FILE'")
        },
        PlaybookKeyword("fact_path") { pair, _, session in
            session.refuseKeyword(pair, hint: "leave it out: local facts are not read")
        },
    ]
}

extension LoadSession {
    /// One word of a closed set, or a template of one.
    func choice<Choice: RawRepresentable & CaseIterable>(_ pair: Node.Pair) -> Setting<Choice>?
    where Choice.RawValue == String {
        if let text = pair.value.string, Node.mayBeTemplate(text) { return template(pair.value) }
        guard let word = word(pair) else { return nil }
        if let choice = Choice(rawValue: word) { return Setting(choice, node: pair.value) }
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

extension Node.Pair {
    /// The pair, its value without the name of a collection before the word.
    fileprivate var withoutCollection: Node.Pair {
        guard let text = value.string, !Node.mayBeTemplate(text),
            let short = text.split(separator: ".").last
        else { return self }
        return Node.Pair(key: key, value: Node(.string(String(short)), at: value.place))
    }
}
