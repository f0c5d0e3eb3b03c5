internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What a daemon says of the cluster that it is a member of.
struct ClusterFacts: Sendable, Hashable {
    /// The name that the daemon itself has in the cluster; nil when it is in none.
    var ownName: String?
    /// The members, as the API describes them.
    var members: [ClusterMember] = []

    /// The names of the members.
    var names: [String] { members.map(\.name) }

    /// The member of that name.
    func member(_ name: String) -> ClusterMember? { members.first { $0.name == name } }

    /// Asks the daemon; one that is in no cluster is asked once.
    static var probe: Probe<ClusterFacts> {
        let cluster = HostRequest.incus(IncusRequest("GET", IncusRequest.path("cluster")))
        return .ask([cluster]) { (replies) throws(ModuleFailure) in
            let value = try IncusFinding(replies.first, of: "the cluster").value
            guard value?["enabled"] == true, let name = value?["server_name"]?.string else {
                return .known(ClusterFacts())
            }
            return .facts(from: [memberList]) { (replies) throws(ModuleFailure) in
                let members = try IncusFinding(replies.first, of: "the members of the cluster")
                let list = members.value?.list ?? []
                return ClusterFacts(ownName: name, members: list.map(ClusterMember.init))
            }
        }
    }

    /// Asks for the members.
    static var memberList: HostRequest {
        .incus(
            IncusRequest(
                "GET",
                IncusRequest.path("cluster", "members"),
                query: ["recursion": "1"]
            )
        )
    }

    /// The member, or the failure that says which there are.
    func existing(_ name: String) throws(ModuleFailure) -> ClusterMember {
        guard ownName != nil else { throw ModuleFailure("this host is in no cluster") }
        guard let member = member(name) else {
            throw ModuleFailure("the cluster has no member '\(name)'; \(listing(names.sorted()))")
        }
        return member
    }
}

/// A member of a cluster as the API describes it.
struct ClusterMember: Sendable, Hashable {
    /// The whole description.
    var value: Value

    /// A member as the API describes it.
    init(_ value: Value) {
        self.value = value
    }

    /// A member as it is when it has just become one.
    init(new name: String) {
        value = [
            "server_name": .string(name), "status": "Online", "failure_domain": "default",
            "groups": ["default"],
        ]
    }

    /// The name.
    var name: String { value["server_name"]?.string ?? "" }

    /// `Online`, `Offline`, `Evacuated`, `Blocked`.
    var status: String { value["status"]?.string ?? "" }

    /// More about the status.
    var message: String { value["message"]?.string ?? "" }

    /// The address with the port that the other members reach it by.
    var address: String {
        let url = value["url"]?.string ?? ""
        return url.hasPrefix("https://") ? String(url.dropFirst("https://".count)) : url
    }

    /// Its own configuration.
    var config: [String: String] { IncusText.map(value["config"]?.map) }

    /// What results tell about it.
    var resultValue: Value {
        [
            "name": .string(name), "status": .string(status.lowercased()),
            "message": .string(message), "address": .string(address),
            "roles": value["roles"] ?? [], "groups": value["groups"] ?? [],
            "failure_domain": value["failure_domain"] ?? "",
        ]
    }
}

/// An address of the API with its port, which is 8443 unless it is said.
func clusterAddress(_ text: String) -> String {
    let isIPv6 = text.filter { $0 == ":" }.count > 1
    if isIPv6 {
        if text.hasPrefix("[") { return text.contains("]:") ? text : "\(text):8443" }
        return "[\(text)]:8443"
    }
    return text.contains(":") ? text : "\(text):8443"
}
