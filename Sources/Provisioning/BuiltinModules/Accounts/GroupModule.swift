internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `group`: groups of the target.
enum GroupModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var isWanted: Bool
        var gid: Int?
        var isSystem: Bool
        var mayShareNumber: Bool
    }

    static let description = ModuleDescription(
        name: "group",
        arguments: ArgumentTable([
            ArgumentSpecification("name", isRequired: true),
            ArgumentSpecification(
                "state",
                defaultValue: "present",
                choices: ["present", "absent"]
            ),
            ArgumentSpecification("gid", .integer),
            ArgumentSpecification("system", .bool, defaultValue: false),
            ArgumentSpecification("non_unique", .bool, defaultValue: false),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            name: arguments.string("name"),
            isWanted: arguments.string("state") == "present",
            gid: arguments.optionalInteger("gid"),
            isSystem: arguments.bool("system"),
            mayShareNumber: arguments.bool("non_unique")
        )
    }

    /// The group's number; nil when there is no such group.
    static func probe(_ arguments: Arguments) -> Probe<Int?> {
        .facts(from: [.command(.script(script, [arguments.name]))]) {
            (replies) throws(ModuleFailure) in
            try number(in: replies.first, of: arguments.name)
        }
    }

    private static func number(
        in reply: HostReply?,
        of name: String
    ) throws(ModuleFailure) -> Int? {
        let line = try commandResult(reply, doing: "look at the group \(name)")
        let fields = trimmed(line.text).split(separator: ":", omittingEmptySubsequences: false)
        return fields.count > 2 ? Int(fields[2]) : nil
    }

    private static let script: ShellScript = """
        if command -v getent >/dev/null 2>&1; then
            getent group -- "$1" || true
        else
            while IFS= read -r line; do
                if [ "${line%%:*}" = "$1" ]; then printf '%s\\n' "$line"; fi
            done </etc/group
        fi
        """

    static func plan(_ arguments: Arguments, facts: Int?) throws(ModuleFailure) -> Plan {
        let name = arguments.name
        var plan = Plan(result: ["name": .string(name)])
        plan.result["state"] = arguments.isWanted ? "present" : "absent"
        switch (arguments.isWanted, facts) {
        case (false, nil): break
        case (false, .some):
            plan.changes = [change("remove the group \(name)", ["groupdel", name])]
            plan.finish = { (replies, _) throws(ModuleFailure) in
                try requireSuccess(replies, doing: "remove the group \(name)")
            }
        case (true, nil):
            var words = ["groupadd"]
            if let gid = arguments.gid { words += ["-g", String(gid)] }
            if arguments.isSystem { words.append("-r") }
            if arguments.mayShareNumber { words.append("-o") }
            plan.changes = [change("add the group \(name)", words + [name])]
        case (true, let present?):
            if let gid = arguments.gid, gid != present {
                let words =
                    ["groupmod", "-g", String(gid)] + (arguments.mayShareNumber ? ["-o"] : [])
                plan.changes = [
                    change("number \(present) -> \(gid) of the group \(name)", words + [name])
                ]
            }
            plan.result["gid"] = .integer(arguments.gid ?? present)
        }
        guard arguments.isWanted else { return plan }
        if let gid = arguments.gid { plan.result["gid"] = .integer(gid) }
        plan.result["system"] = .bool(arguments.isSystem)
        guard !plan.changes.isEmpty else { return plan }
        let look = HostRequest.command(.script(script, [name]))
        plan.changes.append(
            Change("look at the group \(name)", requests: [look], countsAsChange: false)
        )
        plan.finish = { (replies, result) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change the group \(name)")
            if let gid = try number(in: replies.last, of: name) {
                result.values["gid"] = .integer(gid)
            }
        }
        return plan
    }

    private static func change(_ summary: String, _ words: [String]) -> Change {
        Change(summary, requests: [.command(.arguments(words))])
    }
}
