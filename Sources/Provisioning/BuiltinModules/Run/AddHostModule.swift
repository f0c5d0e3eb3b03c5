internal import DocumentValues
internal import ModuleContract

/// `add_host`: a host joins the inventory of this run.
enum AddHostModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var groups: [String]
        var variables: ValueMap
    }

    static let description = ModuleDescription(
        name: "add_host",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("name", aliases: ["host", "hostname"], isRequired: true),
                ArgumentSpecification(
                    "groups",
                    .list(.string),
                    aliases: ["group", "groupname"]
                ),
            ],
            takesAnyName: true
        ),
        scope: .run,
        isForAllHosts: true
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var variables = arguments.all
        variables["name"] = nil
        variables["groups"] = nil
        let (name, port) = address(arguments.string("name"))
        if let port { variables["ansible_ssh_port"] = .integer(port) }
        var groups: [String] = []
        for text in arguments.strings("groups") {
            let group = trimmed(text)
            if !group.isEmpty, !groups.contains(group) { groups.append(group) }
        }
        return Arguments(name: name, groups: groups, variables: variables)
    }

    /// A name with the port that may stand behind it: `web1:2222`, `[2001:db8::1]:2222`.
    private static func address(_ text: String) -> (name: String, port: Int?) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port)
        else { return (text, nil) }
        let name = text[..<colon]
        if name.hasPrefix("["), name.hasSuffix("]") {
            return (String(name.dropFirst().dropLast()), port)
        }
        return name.isEmpty || name.contains(":") ? (text, nil) : (String(name), port)
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        let (name, groups) = (arguments.name, arguments.groups)
        return Plan(
            changes: [Change("add the host \(name) to this run", requests: [])],
            effects: [.addHost(name: name, groups: groups, variables: arguments.variables)],
            result: [
                "add_host": [
                    "host_name": .string(name),
                    "groups": .list(groups.map { .string($0) }),
                    "host_vars": .map(arguments.variables),
                ]
            ]
        )
    }
}

/// `group_by`: the host joins a group named by the task.
enum GroupByModule: TaskModule {
    struct Arguments: Sendable {
        var host: String
        var group: String
        var parents: [String]
    }

    static let description = ModuleDescription(
        name: "group_by",
        arguments: ArgumentTable([
            ArgumentSpecification("key", isRequired: true),
            ArgumentSpecification("parents", .list(.string), defaultValue: ["all"]),
        ]),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let host = try context.controller.variable("inventory_hostname")?.string ?? ""
        return Arguments(
            host: host,
            group: groupName(arguments.string("key")),
            parents: arguments.strings("parents").map(groupName)
        )
    }

    private static func groupName(_ text: String) -> String {
        String(text.map { $0 == " " ? "-" : $0 })
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        let (host, group) = (arguments.host, arguments.group)
        return Plan(
            changes: [Change("add \(host) to the group \(group)", requests: [])],
            effects: [.joinGroup(host: host, group: group, parents: arguments.parents)],
            result: [
                "add_group": .string(group),
                "parent_groups": .list(arguments.parents.map { .string($0) }),
            ]
        )
    }
}
