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
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var variables = arguments.all
        variables["name"] = nil
        variables["groups"] = nil
        return Arguments(
            name: arguments.string("name"),
            groups: arguments.strings("groups"),
            variables: variables
        )
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
    }

    static let description = ModuleDescription(
        name: "group_by",
        arguments: ArgumentTable([ArgumentSpecification("key", isRequired: true)]),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let host = try context.controller.variable("inventory_hostname")?.string ?? ""
        let group = String(arguments.string("key").map { " -".contains($0) ? "_" : $0 })
        return Arguments(host: host, group: group)
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        let (host, group) = (arguments.host, arguments.group)
        return Plan(
            changes: [Change("add \(host) to the group \(group)", requests: [])],
            effects: [.addHost(name: host, groups: [group], variables: [:])],
            result: ["add_group": .string(group)]
        )
    }
}
