internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `incus_cluster_member`: a server as a member of an Incus cluster.
///
/// `bootstrapped` and `joined` are asked of the server itself, the other states of any member.
enum IncusClusterMemberModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var state: State
        /// Where the other members reach it, with the port.
        var address: String?
        var token: String
        var certificate: String
        var networks: [String: [String: String]]
        var storagePools: [String: [String: String]]
        var wish: MemberWish
        var evacuationMode: String
        var isForced: Bool
        var timeout: Duration
        var isCheckMode: Bool

        var path: String { IncusRequest.path("cluster", "members", name) }
    }

    /// The argument `state`.
    enum State: String, Sendable, CaseIterable {
        case bootstrapped, joined, present, evacuated, restored, absent
    }

    static let description = ModuleDescription(
        name: "incus_cluster_member",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("name", isRequired: true),
                ArgumentSpecification(
                    "state",
                    isRequired: true,
                    choices: State.allCases.map { .string($0.rawValue) }
                ),
                ArgumentSpecification("address"),
                ArgumentSpecification("token", isSecret: true),
                ArgumentSpecification("certificate"),
                ArgumentSpecification("networks", .map, defaultValue: [:]),
                ArgumentSpecification("storage_pools", .map, defaultValue: [:]),
                ArgumentSpecification("config", .map, defaultValue: [:]),
                ArgumentSpecification("description"),
                ArgumentSpecification("failure_domain"),
                ArgumentSpecification(
                    "mode",
                    choices: [
                        "auto", "migrate", "live-migrate", "stop", "stateful-stop", "force-stop",
                    ]
                ),
                ArgumentSpecification("force", .bool, defaultValue: false),
                ArgumentSpecification("timeout", .integer, defaultValue: 600),
            ],
            rules: [
                .requiredIf("state", "bootstrapped", ["address"]),
                .requiredIf("state", "joined", ["address", "token", "certificate"]),
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let state = State(rawValue: arguments.string("state")) ?? .joined
        try refuseIdle(arguments, state)
        return Arguments(
            name: arguments.string("name"),
            state: state,
            address: arguments.optionalString("address").map(clusterAddress),
            token: arguments.optionalString("token") ?? "",
            certificate: arguments.optionalString("certificate") ?? "",
            networks: IncusText.devices(arguments.map("networks")),
            storagePools: IncusText.devices(arguments.map("storage_pools")),
            wish: MemberWish(
                config: IncusText.map(arguments.map("config")),
                description: arguments.optionalString("description"),
                failureDomain: arguments.optionalString("failure_domain")
            ),
            evacuationMode: arguments.optionalString("mode") ?? "",
            isForced: arguments.bool("force"),
            timeout: .seconds(arguments.integer("timeout")),
            isCheckMode: context.isCheckMode
        )
    }

    /// Refuses what the state would leave without effect.
    private static func refuseIdle(
        _ arguments: ArgumentReader,
        _ state: State
    ) throws(ModuleFailure) {
        let effective: [(name: String, states: [State])] = [
            ("address", [.bootstrapped, .joined]), ("token", [.joined]),
            ("certificate", [.joined]), ("networks", [.joined]), ("storage_pools", [.joined]),
            ("config", [.present]), ("description", [.present]), ("failure_domain", [.present]),
            ("mode", [.evacuated]), ("force", [.absent]),
        ]
        for (name, states) in effective where !states.contains(state) {
            if let value = arguments[name], value != false, value != .map([:]) {
                throw ModuleFailure("'\(name)' does nothing with the state '\(state.rawValue)'")
            }
        }
    }

    static func probe(_ arguments: Arguments) -> Probe<ClusterFacts> { ClusterFacts.probe }

    static func plan(_ arguments: Arguments, facts: ClusterFacts) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: ["name": .string(arguments.name)])
        plan.changes =
            switch arguments.state {
            case .bootstrapped, .joined: try membership(arguments, facts)
            case .present: try asked(arguments, facts).update(arguments.wish)
            case .evacuated, .restored: try moves(arguments, facts)
            case .absent: try removal(arguments, facts)
            }
        plan.result["members"] = .list(facts.members.map(\.resultValue))
        plan.result["status"] = .string(facts.member(arguments.name)?.status.lowercased() ?? "")
        complete(&plan, arguments)
        return plan
    }

    /// The member that is meant; in check mode an earlier task would have made it one.
    private static func asked(
        _ arguments: Arguments,
        _ facts: ClusterFacts
    ) throws(ModuleFailure) -> ClusterMember {
        let isForeseen = arguments.isCheckMode && facts.member(arguments.name) == nil
        return isForeseen ? ClusterMember(new: arguments.name) : try facts.existing(arguments.name)
    }

    private static func moves(
        _ arguments: Arguments,
        _ facts: ClusterFacts
    ) throws(ModuleFailure) -> [Change] {
        let member = try asked(arguments, facts)
        let isEvacuated = member.status == "Evacuated"
        guard isEvacuated != (arguments.state == .evacuated) else { return [] }
        if member.status == "Offline" {
            throw ModuleFailure(
                "the member \(member.name) is offline (\(member.message)), so nothing can be moved "
                    + "off it"
            )
        }
        var body: ValueMap = ["action": arguments.state == .evacuated ? "evacuate" : "restore"]
        if arguments.state == .evacuated, !arguments.evacuationMode.isEmpty {
            body["mode"] = .string(arguments.evacuationMode)
        }
        let request = IncusRequest(
            "POST",
            arguments.path + "/state",
            body: .map(body),
            operationTimeout: arguments.timeout
        )
        let verb = arguments.state == .evacuated ? "evacuate" : "restore"
        return [Change("\(verb) the member \(member.name)", requests: [.incus(request)])]
    }

    private static func removal(
        _ arguments: Arguments,
        _ facts: ClusterFacts
    ) throws(ModuleFailure) -> [Change] {
        if facts.ownName == nil { throw ModuleFailure("this host is in no cluster") }
        guard facts.member(arguments.name) != nil else { return [] }
        let request = IncusRequest(
            "DELETE",
            arguments.path,
            query: arguments.isForced ? ["force": "1"] : [:],
            operationTimeout: arguments.timeout
        )
        return [
            Change("remove the member \(arguments.name)", requests: [.incus(request)])
        ]
    }

    /// After changes the result tells what is there then.
    private static func complete(_ plan: inout Plan, _ arguments: Arguments) {
        guard !plan.changes.isEmpty else { return }
        let look = Change(
            "look at the cluster",
            requests: [ClusterFacts.memberList],
            countsAsChange: false
        )
        plan.changes.append(look)
        let name = arguments.name
        plan.finish = { (replies, result) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change the member \(name)")
            let list = try IncusFinding(replies.last, of: "the members of the cluster").value?.list
            let members = (list ?? []).map(ClusterMember.init)
            result.values["members"] = .list(members.map(\.resultValue))
            let status = members.first { $0.name == name }?.status.lowercased() ?? "absent"
            result.values["status"] = .string(status)
        }
    }
}
