internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What is known of an object before it is planned.
struct IncusObjectFacts: Sendable, Hashable {
    /// The object, or that there is none.
    var finding: IncusFinding
    /// The members of the cluster; asked for only where the object is still to be made.
    var members: [String] = []

    /// Whether it is there as a whole, and not just announced on members of a cluster.
    var isMade: Bool {
        guard let value = finding.value else { return false }
        return !["Pending", "Errored"].contains(value["status"]?.string)
    }

    /// The members on which it was announced before.
    var announced: [String] {
        (finding.value?["locations"]?.list ?? []).compactMap(\.string)
    }
}

extension IncusObject {
    /// The argument for what differs from member to member.
    static let memberSpecification = ArgumentSpecification("member_config", .map, defaultValue: [:])

    /// The change that makes it: in a cluster it is announced on each member, then made on all.
    func making(_ facts: IncusObjectFacts, _ subject: String) throws(ModuleFailure) -> Change {
        let own = try memberKeys(of: facts.members)
        var whole = creation
        if facts.members.count < 2 {
            let only = facts.members.first.flatMap { own[$0] } ?? [:]
            whole["config"] = IncusText.value(config.merging(only) { _, special in special })
            return Change("make the \(subject)", requests: [post(whole)])
        }
        // The description that counts is the first one that is said.
        var announcement = creation
        let missing = facts.members.filter { !facts.announced.contains($0) }
        let announcements = missing.map { member in
            announcement["config"] = IncusText.value(own[member] ?? [:])
            return post(announcement, target: member)
        }
        return Change(
            "make the \(subject) on \(facts.members.sorted().joined(separator: ", "))",
            requests: announcements + [post(whole)]
        )
    }

    private func memberKeys(
        of members: [String]
    ) throws(ModuleFailure) -> [String: [String: String]] {
        let given = memberConfig ?? [:]
        let strangers = given.keys.filter { !members.contains($0) }.sorted()
        // In check mode earlier tasks would have made the cluster.
        if strangers.isEmpty || isCheckMode { return given }
        if members.isEmpty {
            throw ModuleFailure("'member_config' is for a cluster, and this host is in none")
        }
        throw ModuleFailure(
            "'member_config' names '\(strangers[0])', which is no member of the cluster; "
                + listing(members.sorted())
        )
    }

    private func post(_ body: ValueMap, target: String? = nil) -> HostRequest {
        place.request(
            "POST",
            IncusRequest.path(collection),
            query: target.map { ["target": $0] } ?? [:],
            body: .map(body)
        )
    }
}
