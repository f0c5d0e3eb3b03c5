internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `user`: users of the target.
enum UserModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var isWanted: Bool
        var uid: Int?
        var group: String?
        /// The further groups; nil leaves them as they are.
        var groups: [String]?
        var appendsGroups: Bool
        var comment: String?
        var home: String?
        var shell: String?
        var passwordHash: String?
        var updatesPassword: Bool
        var isLocked: Bool?
        var isSystem: Bool
        var createsHome: Bool
        var movesHome: Bool
        var mayShareNumber: Bool
        var removesFiles: Bool
        var isForced: Bool
    }

    static let description = ModuleDescription(
        name: "user",
        arguments: ArgumentTable([
            ArgumentSpecification("name", aliases: ["user"], isRequired: true),
            ArgumentSpecification(
                "state",
                defaultValue: "present",
                choices: ["present", "absent"]
            ),
            ArgumentSpecification("uid", .integer),
            ArgumentSpecification("group"),
            ArgumentSpecification("groups", .list(.string)),
            ArgumentSpecification("append", .bool, defaultValue: false),
            ArgumentSpecification("comment"),
            ArgumentSpecification("home", .path),
            ArgumentSpecification("shell", .path),
            ArgumentSpecification("password", isSecret: true),
            ArgumentSpecification(
                "update_password",
                defaultValue: "always",
                choices: ["always", "on_create"]
            ),
            ArgumentSpecification("password_lock", .bool),
            ArgumentSpecification("system", .bool, defaultValue: false),
            ArgumentSpecification(
                "create_home",
                .bool,
                aliases: ["createhome"],
                defaultValue: true
            ),
            ArgumentSpecification("move_home", .bool, defaultValue: false),
            ArgumentSpecification("non_unique", .bool, defaultValue: false),
            ArgumentSpecification("remove", .bool, defaultValue: false),
            ArgumentSpecification("force", .bool, defaultValue: false),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            name: arguments.string("name"),
            isWanted: arguments.string("state") == "present",
            uid: arguments.optionalInteger("uid"),
            group: arguments.optionalString("group"),
            groups: arguments["groups"] == nil
                ? nil : arguments.strings("groups").filter { !$0.isEmpty },
            appendsGroups: arguments.bool("append"),
            comment: arguments.optionalString("comment"),
            home: arguments.optionalString("home"),
            shell: arguments.optionalString("shell"),
            passwordHash: arguments.optionalString("password"),
            updatesPassword: arguments.string("update_password") == "always",
            isLocked: arguments.optionalBool("password_lock"),
            isSystem: arguments.bool("system"),
            createsHome: arguments.bool("create_home"),
            movesHome: arguments.bool("move_home"),
            mayShareNumber: arguments.bool("non_unique"),
            removesFiles: arguments.bool("remove"),
            isForced: arguments.bool("force")
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<UserFacts> {
        .facts(from: [UserFacts.request(arguments.name)]) { (replies) throws(ModuleFailure) in
            UserFacts(
                try commandResult(replies.first, doing: "look at the user \(arguments.name)").text
            )
        }
    }

    static func plan(_ arguments: Arguments, facts: UserFacts) throws(ModuleFailure) -> Plan {
        let name = arguments.name
        var plan = Plan(result: ["name": .string(name)])
        plan.result["state"] = arguments.isWanted ? "present" : "absent"
        if !arguments.isWanted {
            if facts.entry != nil { plan.changes = [removal(arguments)] }
        } else if let entry = facts.entry {
            plan.changes = update(arguments, entry, facts)
            plan.result.merge(values(entry))
            plan.result["append"] = .bool(arguments.appendsGroups)
            plan.result["move_home"] = .bool(arguments.movesHome)
        } else {
            plan.changes = creation(arguments, facts)
            plan.result["system"] = .bool(arguments.isSystem)
            plan.result["create_home"] = .bool(arguments.createsHome)
        }
        if arguments.isWanted, let groups = arguments.groups {
            plan.result["groups"] = .string(groups.joined(separator: ","))
        }
        if arguments.isWanted, let hash = arguments.passwordHash, !looksHashed(hash) {
            plan.result["warnings"] = [
                .string(
                    "The input password appears not to have been hashed. The 'password' argument "
                        + "must be encrypted for this module to work properly."
                )
            ]
        }
        if arguments.isWanted, arguments.passwordHash != nil {
            plan.result["password"] = "NOT_LOGGING_PASSWORD"
        }
        if !arguments.isWanted, !plan.changes.isEmpty {
            plan.result["force"] = .bool(arguments.isForced)
            plan.result["remove"] = .bool(arguments.removesFiles)
        }
        if arguments.isWanted { complete(&plan, name) }
        let finish = plan.finish
        plan.finish = { (replies, result) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change the user \(name)")
            try finish?(replies, &result)
        }
        return plan
    }

    private static func complete(_ plan: inout Plan, _ name: String) {
        guard !plan.changes.isEmpty else { return }
        plan.changes.append(
            Change(
                "look at the user \(name)",
                requests: [UserFacts.request(name)],
                countsAsChange: false
            )
        )
        plan.finish = { (replies, result) throws(ModuleFailure) in
            let facts = UserFacts(
                try commandResult(replies.last, doing: "look at the user \(name)").text
            )
            if let entry = facts.entry { result.values.merge(values(entry)) }
        }
    }

    private static func values(_ entry: UserFacts.Entry) -> ValueMap {
        [
            "uid": .integer(entry.uid), "group": .integer(entry.gid),
            "comment": .string(entry.comment), "home": .string(entry.home),
            "shell": .string(entry.shell),
        ]
    }

    /// How many characters the hashes of a kind have, behind the last `$`.
    private static let hashLengths = ["1": 22, "5": 43, "6": 86, "y": 43]

    /// Whether a text may be a hash of crypt(3), or says that no password is right.
    private static func looksHashed(_ text: String) -> Bool {
        if ["*", "!", "*************"].contains(text) { return true }
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count >= 3, let digits = fields.last,
            !text.contains(where: { ":*!".contains($0) })
        else { return false }
        let isPlain = digits.allSatisfy { character in
            character.isASCII
                && (character.isLetter || character.isNumber || "./=".contains(character))
        }
        return isPlain && hashLengths[String(fields[1])].map { $0 == digits.count } ?? true
    }
}
