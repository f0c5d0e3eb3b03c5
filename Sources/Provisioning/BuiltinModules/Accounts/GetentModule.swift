internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `getent`: entries of the target's databases of users, groups, hosts and the like, as facts.
enum GetentModule: TaskModule {
    struct Arguments: Sendable {
        var database: String
        var key: String?
        /// Where the entries are looked for, as `files`.
        var service: String?
        /// What is between the fields; nil is white space.
        var separator: String?
        /// Whether a key that is not there fails the task.
        var needsKey: Bool
    }

    static let description = ModuleDescription(
        name: "getent",
        arguments: ArgumentTable([
            ArgumentSpecification("database", isRequired: true),
            ArgumentSpecification("key"),
            ArgumentSpecification("service"),
            ArgumentSpecification("split"),
            ArgumentSpecification("fail_key", .bool, defaultValue: true),
        ])
    )

    private static let colonDatabases = ["passwd", "shadow", "group", "gshadow"]

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let database = arguments.string("database")
        let usual = colonDatabases.contains(database) ? ":" : nil
        let separator = arguments.optionalString("split") ?? usual
        if separator == "" { throw ModuleFailure("empty separator") }
        return Arguments(
            database: database,
            key: arguments.optionalString("key"),
            service: arguments.optionalString("service"),
            separator: separator,
            needsKey: arguments.bool("fail_key")
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<CommandResult> {
        var words = ["getent"]
        if let service = arguments.service { words += ["-s", service] }
        words += ["--", arguments.database] + (arguments.key.map { [$0] } ?? [])
        return .facts(from: [.command(.arguments(words))]) { (replies) throws(ModuleFailure) in
            guard let result = replies.first?.command else {
                throw ModuleFailure("could not ask getent: no reply of the command")
            }
            return result
        }
    }

    static func plan(_ arguments: Arguments, facts: CommandResult) throws(ModuleFailure) -> Plan {
        switch facts.exitStatus {
        case 0: return plan(arguments, entries: entries(in: facts.text, arguments.separator))
        case 1: throw ModuleFailure("Missing arguments, or database unknown.")
        case 2:
            let message = "One or more supplied key could not be found in the database."
            guard let key = arguments.key, !arguments.needsKey else { throw ModuleFailure(message) }
            var plan = plan(arguments, entries: [key: .null])
            plan.result["msg"] = .string(message)
            return plan
        case 3: throw ModuleFailure("Enumeration not supported on this database.")
        default: throw failure(of: facts, doing: "ask getent")
        }
    }

    private static func plan(_ arguments: Arguments, entries: ValueMap) -> Plan {
        let facts: ValueMap = ["getent_\(arguments.database)": .map(entries)]
        return Plan(effects: [.gatheredFacts(facts)], result: ["ansible_facts": .map(facts)])
    }

    /// The fields of each line by the first of them; of several lines with the same, a list.
    private static func entries(in text: String, _ separator: String?) -> ValueMap {
        var entries: ValueMap = [:]
        var counts: [String: Int] = [:]
        for line in lines(of: text).compactMap(\.string) {
            let fields =
                separator.map { line.split(separator: $0, omittingEmptySubsequences: false) }
                ?? line.split { $0.isWhitespace }
            guard let key = fields.first.map(String.init) else { continue }
            let rest = Value.list(fields.dropFirst().map { .string(String($0)) })
            let count = counts[key, default: 0]
            switch (count, entries[key]) {
            case (1, let first?): entries[key] = [first, rest]
            case (2..., let others?): entries[key] = .list((others.list ?? []) + [rest])
            default: entries[key] = rest
            }
            counts[key] = count + 1
        }
        return entries
    }
}
