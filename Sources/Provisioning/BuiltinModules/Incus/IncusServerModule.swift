internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `incus_server`: the configuration of the daemon itself, and what it is.
enum IncusServerModule: TaskModule {
    struct Arguments: Sendable {
        var config: [String: String]
        /// The member of the cluster whose own keys are meant.
        var target: String?
    }

    static let description = ModuleDescription(
        name: "incus_server",
        arguments: ArgumentTable([
            ArgumentSpecification("config", .map, defaultValue: [:]),
            ArgumentSpecification("target"),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            config: IncusText.map(arguments.map("config")),
            target: arguments.optionalString("target")
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Value> {
        let look = request("GET", arguments)
        return .facts(from: [look]) { (replies) throws(ModuleFailure) in
            try IncusFinding(replies.first, of: "the server").value ?? .null
        }
    }

    static func plan(_ arguments: Arguments, facts: Value) throws(ModuleFailure) -> Plan {
        let environment = facts["environment"]
        var plan = Plan(
            result: [
                "server": environment?["server"] ?? "",
                "server_version": environment?["server_version"] ?? "",
                "server_name": environment?["server_name"] ?? "",
                "clustered": environment?["server_clustered"] ?? false,
            ]
        )
        let present = IncusText.map(facts["config"]?.map)
        let names = IncusText.differences(arguments.config, from: present)
        if names.isEmpty { return plan }
        let wanted = arguments.config.filter { names.contains($0.key) }
        let change = request("PATCH", arguments, body: ["config": IncusText.value(wanted)])
        let subject = arguments.target.map { "the member \($0)" } ?? "the server"
        plan.changes = [
            Change("set \(names.joined(separator: ", ")) of \(subject)", requests: [change])
        ]
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change \(subject)")
        }
        return plan
    }

    private static func request(
        _ method: String,
        _ arguments: Arguments,
        body: Value? = nil
    ) -> HostRequest {
        let query = arguments.target.map { ["target": $0] } ?? [:]
        return .incus(IncusRequest(method, "/1.0", query: query, body: body))
    }
}
