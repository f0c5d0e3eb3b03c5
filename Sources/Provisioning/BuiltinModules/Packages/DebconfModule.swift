internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `debconf`: the answer to a question that a Debian package asks when it is set up.
enum DebconfModule: TaskModule {
    struct Arguments: Sendable {
        var package: String
        /// The answer; nil only tells those that are there.
        var answer: Answer?
        /// Whether the question counts as not asked yet.
        var isUnseen: Bool
        var wantsDiff: Bool
    }

    /// An answer to a question.
    struct Answer: Sendable, Hashable {
        var question: String
        var type: String
        var value: String
    }

    private static let types: [Value] = [
        "boolean", "error", "multiselect", "note", "password", "seen", "select", "string", "text",
        "title",
    ]

    static let description = ModuleDescription(
        name: "debconf",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("name", aliases: ["pkg"], isRequired: true),
                ArgumentSpecification("question", aliases: ["selection", "setting"]),
                ArgumentSpecification("vtype", choices: types),
                ArgumentSpecification(
                    "value",
                    .raw,
                    aliases: ["answer"],
                    secretCondition: .init("vtype", is: "password")
                ),
                ArgumentSpecification("unseen", .bool, defaultValue: false),
            ],
            rules: [.requiredTogether(["question", "vtype", "value"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let package = arguments.string("name")
        var answer: Answer?
        if let question = arguments.optionalString("question") {
            guard let type = arguments.optionalString("vtype"), let value = arguments["value"]
            else {
                throw ModuleFailure(
                    "when supplying a question you must supply a valid vtype and value"
                )
            }
            answer = Answer(question: question, type: type, value: try text(of: value, type))
        }
        let words = [package, answer?.question ?? "x"]
        let areWords = words.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
        guard areWords, !package.hasPrefix("-") else {
            throw ModuleFailure("the names of package and question are single words")
        }
        if answer?.value.contains(where: \.isNewline) == true {
            throw ModuleFailure("an answer of debconf is a single line")
        }
        return Arguments(
            package: package,
            answer: answer,
            isUnseen: arguments.bool("unseen"),
            wantsDiff: context.isDiffMode
        )
    }

    private static func text(of value: Value, _ type: String) throws(ModuleFailure) -> String {
        if type == "multiselect", let choices = value.list {
            let texts = choices.compactMap { $0.string }
            guard texts.count == choices.count else {
                throw ModuleFailure("Invalid value provided for 'multiselect': not all are texts")
            }
            return texts.joined(separator: ", ")
        }
        return value.pythonText
    }

    struct Facts: Sendable {
        /// The answers by their questions.
        var answers: ValueMap
        /// The old password, where one is asked for and may be read.
        var password: String?
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        var requests: [HostRequest] = [.command(.arguments(["debconf-show", arguments.package]))]
        if let answer = arguments.answer, answer.type == "password" {
            // `debconf-show` leaves passwords out.
            var command = ShellCommand.arguments(["debconf-communicate", arguments.package])
            command.environment = ["DEBIAN_FRONTEND": "noninteractive"]
            command.input = Array("GET \(answer.question)\n".utf8)
            requests.append(.command(command))
        }
        return .facts(from: requests) { (replies) throws(ModuleFailure) in
            let shown = try commandResult(replies.first, doing: "ask debconf")
            var facts = Facts(answers: answers(in: shown.text))
            if replies.count > 1, let result = replies[1].command, result.isSuccess,
                result.text.hasPrefix("0 ")
            {
                facts.password = withoutFinalNewlines(String(result.text.dropFirst(2)))
            }
            return facts
        }
    }

    private static func answers(in text: String) -> ValueMap {
        var answers: ValueMap = [:]
        for line in lines(of: text).compactMap(\.string) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let question = trimmed(line[..<colon].drop { $0 == "*" })
            answers[question] = .string(trimmed(line[line.index(after: colon)...]))
        }
        return answers
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        guard var answer = arguments.answer, !isInPlace(answer, facts) else {
            return Plan(result: ["msg": "", "current": .map(facts.answers)])
        }
        var previous: ValueMap = facts.answers
        if let old = facts.answers[answer.question] {
            previous = [answer.question: old]
        } else {
            previous[answer.question] = ""
        }
        let isAsked = facts.answers[answer.question] != nil
        if answer.type == "boolean", isAsked { answer.value = answer.value.lowercased() }
        let current: ValueMap = [answer.question: .string(answer.value)]
        var plan = Plan(
            result: ["msg": "", "current": .map(current), "previous": .map(previous), "diff": [:]]
        )
        var diff: Diff?
        if arguments.wantsDiff {
            let after = previous.merging(current)
            plan.result["diff"] = ["before": .map(previous), "after": .map(after)]
            diff = Diff(
                beforeName: "before",
                afterName: "after",
                before: Value.map(previous).json(JSONLayout(indent: 4, sortsKeys: true)) + "\n",
                after: Value.map(after).json(JSONLayout(indent: 4, sortsKeys: true)) + "\n"
            )
        }
        let words = ["debconf-set-selections"] + (arguments.isUnseen ? ["-u"] : [])
        var command = ShellCommand.arguments(words)
        // Not among the arguments, which everybody on the target may read.
        let value = answer.type == "boolean" ? answer.value.lowercased() : answer.value
        let line = [arguments.package, answer.question, answer.type, value]
        command.input = Array((line.joined(separator: " ") + "\n").utf8)
        plan.changes = [
            Change(
                "answer \(answer.question) of \(arguments.package)",
                requests: [.command(command)],
                diff: diff
            )
        ]
        let question = answer.question
        plan.finish = { (replies, result) throws(ModuleFailure) in
            let done = try commandResult(replies.first, doing: "answer \(question)")
            result.values["msg"] = .string(done.text)
        }
        return plan
    }

    private static func isInPlace(_ answer: Answer, _ facts: Facts) -> Bool {
        guard let old = facts.answers[answer.question]?.string else { return false }
        switch answer.type {
        case "boolean": return old.lowercased() == answer.value.lowercased()
        case "password": return facts.password == answer.value
        case "multiselect": return choices(old) == choices(answer.value)
        default: return old == answer.value
        }
    }

    private static func choices(_ text: String) -> [String] {
        text.split(separator: ",").map { trimmed($0) }.sorted()
    }
}
