internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `incus_cluster_group`: a named group of a cluster's members, for placement as `@NAME`.
enum IncusClusterGroupModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var members: [String]?
        var description: String?
        var isWanted: Bool
        var isCheckMode: Bool

        var path: String { IncusRequest.path("cluster", "groups", name) }
    }

    struct Facts: Sendable {
        var cluster: ClusterFacts
        var group: Value?
    }

    static let description = ModuleDescription(
        name: "incus_cluster_group",
        arguments: ArgumentTable([
            ArgumentSpecification("name", isRequired: true),
            ArgumentSpecification("members", .list(.string)),
            ArgumentSpecification("description"),
            ArgumentSpecification(
                "state",
                defaultValue: "present",
                choices: ["present", "absent"]
            ),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            name: arguments.string("name"),
            members: arguments["members"] == nil ? nil : arguments.strings("members"),
            description: arguments.optionalString("description"),
            isWanted: arguments.string("state") == "present",
            isCheckMode: context.isCheckMode
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        ClusterFacts.probe.followed { cluster in
            if cluster.ownName == nil { return .known(Facts(cluster: cluster)) }
            let look = HostRequest.incus(IncusRequest("GET", arguments.path))
            return .facts(from: [look]) { (replies) throws(ModuleFailure) in
                let subject = "the cluster group \(arguments.name)"
                let group = try IncusFinding(replies.first, of: subject).value
                return Facts(cluster: cluster, group: group)
            }
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: ["name": .string(arguments.name)])
        plan.result["state"] = arguments.isWanted ? "present" : "absent"
        // In check mode an earlier task would have made the cluster.
        if facts.cluster.ownName == nil, !arguments.isCheckMode {
            throw ModuleFailure("this host is in no cluster, so there are no cluster groups")
        }
        if !arguments.isCheckMode {
            for member in arguments.members ?? [] { _ = try facts.cluster.existing(member) }
        }
        let subject = "the cluster group \(arguments.name)"
        plan.changes = changes(arguments, facts.group, subject)
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change \(subject)")
        }
        return plan
    }

    /// Only a group without members can be removed.
    private static func removal(
        _ arguments: Arguments,
        _ group: Value,
        _ subject: String
    ) -> Change {
        let remove = HostRequest.incus(IncusRequest("DELETE", arguments.path))
        if group["members"]?.list?.isEmpty ?? true {
            return Change("remove \(subject)", requests: [remove])
        }
        var body: ValueMap = ["members": []]
        for key in ["description", "config"] { body[key] = group[key] }
        let clear = IncusRequest("PUT", arguments.path, body: .map(body))
        return Change("remove \(subject)", requests: [.incus(clear), remove])
    }

    private static func changes(
        _ arguments: Arguments,
        _ group: Value?,
        _ subject: String
    ) -> [Change] {
        let present = (group?["members"]?.list ?? []).compactMap(\.string)
        guard arguments.isWanted else {
            return group.map { [removal(arguments, $0, subject)] } ?? []
        }
        var names: [String] = []
        if let members = arguments.members, Set(members) != Set(present) { names.append("members") }
        let said = group?["description"]?.string ?? ""
        if let description = arguments.description, description != said {
            names.append("description")
        }
        var body: ValueMap = [
            "description": .string(arguments.description ?? said),
            "members": .list((arguments.members ?? present).map { .string($0) }),
        ]
        if let config = group?["config"] { body["config"] = config }
        guard group == nil else {
            if names.isEmpty { return [] }
            let change = IncusRequest("PUT", arguments.path, body: .map(body))
            return [
                Change(
                    "set \(names.joined(separator: ", ")) of \(subject)",
                    requests: [.incus(change)]
                )
            ]
        }
        body["name"] = .string(arguments.name)
        let create = IncusRequest("POST", IncusRequest.path("cluster", "groups"), body: .map(body))
        return [Change("make \(subject)", requests: [.incus(create)])]
    }
}
