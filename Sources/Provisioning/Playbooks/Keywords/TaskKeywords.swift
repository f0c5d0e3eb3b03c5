import Diagnostics
import DocumentValues
import Templating

/// A task while it is read: its keywords, before its module is known.
struct TaskDraft {
    var name: Node?
    var directives = Directives()
    var loop: (source: Loop.Source, key: Node)?
    var control: LoopControl?
    var until: [Node]?
    var retries: Setting<Int>?
    var delay: Setting<Double>?
    var asyncLimit: Setting<Int>?
    var poll: Setting<Int>?
    var register: String?
    var changedWhen: [Node]?
    var failedWhen: [Node]?
    var listen: [String] = []
    var arguments: Node?
    /// Whether it includes tasks or a role in the run.
    var isDynamicInclude = false
    /// `action` or `local_action`.
    var explicitAction: (key: Node, value: Node, isLocal: Bool)?
}

/// The keywords that only tasks and handlers have.
enum TaskKeywords {
    static let table = PlaybookKeywordTable<TaskDraft>(
        identity + loops + results + actions + background
    )

    private static let identity: [PlaybookKeyword<TaskDraft>] = [
        PlaybookKeyword("name", .task) { $1.name = $0.value.isNull ? nil : $2.text($0) },
        PlaybookKeyword("register", .task) { pair, draft, session in
            draft.register = session.variableName(
                pair.value,
                what: "variable",
                of: "register"
            )
        },
        PlaybookKeyword("listen", .task) { $1.listen = $2.listenTopics($0) },
    ]

    private static let loops: [PlaybookKeyword<TaskDraft>] = [
        PlaybookKeyword("loop", .task) { pair, draft, session in
            session.setLoop(.items(session.loopItems(pair)), at: pair.key, of: &draft)
        },
        PlaybookKeyword("loop_control", .task) { pair, draft, session in
            draft.control = session.loopControl(pair)
        },
        PlaybookKeyword("until", .task) { $1.until = $2.conditions($0) },
        PlaybookKeyword("retries", .task) { $1.retries = $2.integer($0) },
        PlaybookKeyword("delay", .task) { $1.delay = $2.number($0) },
    ]

    private static let results: [PlaybookKeyword<TaskDraft>] = [
        PlaybookKeyword("changed_when", .task) { $1.changedWhen = $2.conditions($0) },
        PlaybookKeyword("failed_when", .task) { $1.failedWhen = $2.conditions($0) },
    ]

    private static let actions: [PlaybookKeyword<TaskDraft>] = [
        PlaybookKeyword("args", .task) { pair, draft, _ in draft.arguments = pair.value },
        PlaybookKeyword("action", .task) { pair, draft, _ in
            draft.explicitAction = (pair.key, pair.value, false)
        },
        PlaybookKeyword("local_action", .task) { pair, draft, _ in
            draft.explicitAction = (pair.key, pair.value, true)
        },
    ]

    private static let background: [PlaybookKeyword<TaskDraft>] = [
        PlaybookKeyword("async", .task) { $1.asyncLimit = $2.integer($0) },
        PlaybookKeyword("poll", .task) { $1.poll = $2.integer($0) },
    ]
}

extension LoadSession {
    /// The loop of `with_NAME`.
    func readWithLoop(_ pair: Node.Pair, name: String, into draft: inout TaskDraft) {
        if let diagnostic = TemplateChecker.check(lookup: name, at: pair.key.place) {
            report(diagnostic)
        }
        _ = checked(pair.value)
        setLoop(.lookup(name: name, terms: pair.value), at: pair.key, of: &draft)
    }

    fileprivate func setLoop(_ source: Loop.Source, at key: Node, of draft: inout TaskDraft) {
        if let first = draft.loop {
            report(
                Diagnostic(
                    "a task with '\(first.key.string ?? "loop")' can't have '\(key.string ?? "loop")'",
                    at: key.place,
                    expected: "one loop"
                )
            )
            return
        }
        draft.loop = (source, key)
    }

    fileprivate func loopItems(_ pair: Node.Pair) -> Node {
        let isTemplate = pair.value.string.map(Node.mayBeTemplate) ?? false
        if pair.value.list == nil && !isTemplate {
            let hint = pair.value.string.map { "write '{{ \($0) }}' for the variable of that name" }
            report("'loop'", is: pair.value, expected: "a list", hint: hint)
        }
        return checked(pair.value)
    }

    fileprivate func listenTopics(_ pair: Node.Pair) -> [String] {
        let nodes = pair.value.list ?? [pair.value]
        return nodes.compactMap { word(Node.Pair(key: pair.key, value: $0)) }
    }

    fileprivate func loopControl(_ pair: Node.Pair) -> LoopControl {
        var control = LoopControl()
        guard let pairs = pair.value.map else {
            report("'loop_control'", is: pair.value, expected: "a mapping")
            return control
        }
        let table = LoopControlKeywords.table
        for entry in pairs where !table.decode(entry, in: .task, into: &control, self) {
            report(
                .unknown(
                    "key of 'loop_control'",
                    entry.key.string ?? entry.key.kindDescription,
                    among: table.names(in: .task),
                    at: entry.key.place
                )
            )
        }
        return control
    }
}

/// The keys of `loop_control`.
private enum LoopControlKeywords {
    static let table = PlaybookKeywordTable<LoopControl>([
        PlaybookKeyword("loop_var") { pair, control, session in
            control.variable = session.variableNameSetting(pair)
        },
        PlaybookKeyword("index_var") { pair, control, session in
            control.indexVariable = session.variableNameSetting(pair)
        },
        PlaybookKeyword("label") { $1.label = $2.checked($0.value) },
        PlaybookKeyword("pause") { $1.pause = $2.number($0) },
        PlaybookKeyword("extended") { $1.isExtended = $2.bool($0) },
        PlaybookKeyword("extended_allitems") { $1.extendedHoldsAllItems = $2.bool($0) },
        PlaybookKeyword("break_when") { $1.breakWhen = $2.conditions($0) },
    ])
}
