internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What is asked for of a member beside that it is one.
struct MemberWish: Sendable, Hashable {
    /// The keys of its configuration that are asked for.
    var config: [String: String] = [:]
    /// The description, when one is asked for.
    var description: String?
    /// The failure domain, when one is asked for.
    var failureDomain: String?
}

extension ClusterMember {
    /// The change that brings the member to what is asked for; none when it is there.
    func update(_ wish: MemberWish) -> [Change] {
        var names = IncusText.differences(wish.config, from: config)
        if let description = wish.description, description != value["description"]?.string ?? "" {
            names.append("description")
        }
        if let domain = wish.failureDomain, domain != value["failure_domain"]?.string ?? "" {
            names.append("failure domain")
        }
        if names.isEmpty { return [] }
        var body: ValueMap = [
            "config": IncusText.value(config.merging(wish.config) { _, wanted in wanted }),
            "description": .string(wish.description ?? value["description"]?.string ?? ""),
            "failure_domain": .string(
                wish.failureDomain ?? value["failure_domain"]?.string ?? "default"
            ),
        ]
        for key in ["roles", "groups"] { body[key] = value[key] }
        let path = IncusRequest.path("cluster", "members", name)
        let request = IncusRequest("PUT", path, body: .map(body))
        return [
            Change(
                "set \(names.joined(separator: ", ")) of the member \(name)",
                requests: [.incus(request)]
            )
        ]
    }
}
