internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension IncusClusterMemberModule {
    /// What makes the server a member: the first of a cluster, or one more.
    static func membership(
        _ arguments: Arguments,
        _ facts: ClusterFacts
    ) throws(ModuleFailure) -> [Change] {
        let address = arguments.address ?? ""
        guard let ownName = facts.ownName else {
            return arguments.state == .bootstrapped
                ? bootstrap(arguments, address) : try join(arguments, address)
        }
        guard ownName == arguments.name else {
            throw ModuleFailure(
                "this host is the member '\(ownName)' of a cluster, and not '\(arguments.name)'"
            )
        }
        let member = try facts.existing(ownName)
        if member.address != address {
            throw ModuleFailure(
                "the member \(ownName) has the address \(member.address), which cannot become "
                    + "\(address): remove the member and let it join again"
            )
        }
        return []
    }

    private static func bootstrap(_ arguments: Arguments, _ address: String) -> [Change] {
        [
            listening(address),
            Change(
                "make a cluster of \(arguments.name) at \(address)",
                requests: [
                    .incus(
                        IncusRequest(
                            "PUT",
                            IncusRequest.path("cluster"),
                            body: ["server_name": .string(arguments.name), "enabled": true],
                            operationTimeout: arguments.timeout
                        )
                    )
                ]
            ),
        ]
    }

    private static func join(
        _ arguments: Arguments,
        _ address: String
    ) throws(ModuleFailure) -> [Change] {
        let summary = "let \(arguments.name) at \(address) join the cluster"
        // In check mode nobody has given a token out.
        if arguments.token.isEmpty, arguments.isCheckMode { return [Change(summary, requests: [])] }
        if arguments.token.isEmpty {
            throw ModuleFailure(
                "\(arguments.name) is in no cluster yet and 'token' is empty; "
                    + "incus_cluster_token on a member gives one out"
            )
        }
        let token = try JoinToken(arguments.token)
        if token.serverName != arguments.name {
            throw ModuleFailure("'token' is for '\(token.serverName)', not '\(arguments.name)'")
        }
        try token.check(certificate: arguments.certificate)
        let body: Value = [
            "server_name": .string(arguments.name),
            "enabled": true,
            "server_address": .string(address),
            "cluster_address": .string(token.addresses[0]),
            "cluster_certificate": .string(arguments.certificate),
            "cluster_token": .string(token.text),
            "member_config": .list(memberConfig(arguments)),
        ]
        let request = IncusRequest(
            "PUT",
            IncusRequest.path("cluster"),
            body: body,
            operationTimeout: arguments.timeout
        )
        return [listening(address), Change(summary, requests: [.incus(request)])]
    }

    /// Members listen for each other only; what clients use is another key, `core.https_address`.
    private static func listening(_ address: String) -> Change {
        let config: Value = ["cluster.https_address": .string(address)]
        return Change(
            "listen for the cluster at \(address)",
            requests: [.incus(IncusRequest("PATCH", "/1.0", body: ["config": config]))]
        )
    }

    private static func memberConfig(_ arguments: Arguments) -> [Value] {
        let kinds = [("network", arguments.networks), ("storage-pool", arguments.storagePools)]
        return kinds.flatMap { entity, objects in
            objects.sorted { $0.key < $1.key }.flatMap { name, keys in
                keys.sorted { $0.key < $1.key }.map { key, value in
                    [
                        "entity": .string(entity), "name": .string(name), "key": .string(key),
                        "value": .string(value),
                    ]
                }
            }
        }
    }
}
