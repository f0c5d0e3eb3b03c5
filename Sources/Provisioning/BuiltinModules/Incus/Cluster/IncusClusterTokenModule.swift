internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `incus_cluster_token`: lets one server join the cluster that the host is a member of.
enum IncusClusterTokenModule: TaskModule {
    struct Arguments: Sendable {
        var name: String
        var isCheckMode: Bool
    }

    struct Facts: Sendable {
        var cluster: ClusterFacts
        /// The daemon's certificate, which is the cluster's.
        var certificate: String
    }

    static let description = ModuleDescription(
        name: "incus_cluster_token",
        arguments: ArgumentTable([ArgumentSpecification("name", isRequired: true)]),
        secretResults: ["token"]
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(name: arguments.string("name"), isCheckMode: context.isCheckMode)
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        ClusterFacts.probe.followed { cluster in
            let server = HostRequest.incus(IncusRequest("GET", "/1.0"))
            return .facts(from: [server]) { (replies) throws(ModuleFailure) in
                let value = try IncusFinding(replies.first, of: "the server").value
                let certificate = value?["environment"]?["certificate"]?.string ?? ""
                return Facts(cluster: cluster, certificate: certificate)
            }
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        let name = arguments.name
        var plan = Plan(
            result: [
                "name": .string(name), "token": "", "certificate": .string(facts.certificate),
            ]
        )
        if facts.cluster.member(name) != nil { return plan }
        // In check mode an earlier task would have made the cluster.
        if facts.cluster.ownName == nil, !arguments.isCheckMode {
            throw ModuleFailure("this host is in no cluster, so none can join")
        }
        let request = IncusRequest(
            "POST",
            IncusRequest.path("cluster", "members"),
            body: ["server_name": .string(name)],
            operationTimeout: nil
        )
        plan.changes = [Change("let \(name) join the cluster", requests: [.incus(request)])]
        plan.finish = { (replies, result) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "let \(name) join the cluster")
            guard case .success(let operation, _)? = replies.last?.incus,
                let token = JoinToken(madeFrom: operation)
            else { throw ModuleFailure("the daemon gave no token for \(name)") }
            result.values["token"] = .string(token.text)
        }
        return plan
    }
}
