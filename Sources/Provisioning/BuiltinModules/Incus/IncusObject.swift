internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// A network, a profile or a storage pool: things of a name with a configuration.
struct IncusObject: Sendable {
    /// What it is, as `network`.
    var noun: String
    /// Where its kind is in the API, as `networks`.
    var collection: String
    /// The name.
    var name: String
    /// The project.
    var place: IncusPlace
    /// Whether it is to be there.
    var isWanted: Bool
    /// The keys that are asked for.
    var config: [String: String]
    /// The devices that are asked for; nil for what has none.
    var devices: [String: [String: String]]?
    /// The description, when one is asked for.
    var description: String?
    /// What it is made of and never changes, as `type: bridge`.
    var nature: (key: String, value: String)?
    /// What differs from member to member of a cluster; nil for what is not made on each of them.
    var memberConfig: [String: [String: String]]?
    /// Whether nothing is to be changed.
    var isCheckMode: Bool

    /// Reads the arguments that all kinds share.
    init(
        _ noun: String,
        in collection: String,
        _ arguments: ArgumentReader,
        _ context: ModuleContext
    ) {
        self.noun = noun
        self.collection = collection
        name = arguments.string("name")
        place = IncusPlace(project: arguments.optionalString("project"))
        isWanted = arguments.string("state") == "present"
        config = IncusText.map(arguments.map("config"))
        description = arguments.optionalString("description")
        isCheckMode = context.isCheckMode
    }

    /// The arguments that all kinds share.
    static let specifications: [ArgumentSpecification] = [
        ArgumentSpecification("name", isRequired: true),
        ArgumentSpecification("config", .map, defaultValue: [:]),
        ArgumentSpecification("description"),
        ArgumentSpecification("state", defaultValue: "present", choices: ["present", "absent"]),
        IncusPlace.specification,
    ]

    /// What the daemon knows of it, and of its cluster where that decides how it is made.
    var probe: Probe<IncusObjectFacts> {
        let (subject, request) = ("the \(noun) \(name)", place.request("GET", path))
        return .ask([request]) { (replies) throws(ModuleFailure) in
            let facts = IncusObjectFacts(finding: try IncusFinding(replies.first, of: subject))
            guard isWanted, memberConfig != nil, !facts.isMade else { return .known(facts) }
            return ClusterFacts.probe.mapped { cluster in
                IncusObjectFacts(finding: facts.finding, members: cluster.names)
            }
        }
    }

    private var path: String { IncusRequest.path(collection, name) }

    /// The changes that bring it to what is asked for.
    func plan(_ facts: IncusObjectFacts) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: ["name": .string(name)])
        plan.result["state"] = isWanted ? "present" : "absent"
        let subject = "\(noun) \(name)\(place.suffix)"
        switch (facts.finding, isWanted) {
        case _ where isWanted && !facts.isMade:
            plan.changes = [try making(facts, subject)]
        case (.absent, _):
            return plan
        case (.present, false):
            plan.changes = [
                Change("remove the \(subject)", requests: [place.request("DELETE", path)])
            ]
        case (.present(let present), true):
            try checkNature(present)
            let differences = differences(from: present)
            if differences.isEmpty { return plan }
            plan.changes = [
                Change(
                    "set \(differences.joined(separator: ", ")) of the \(subject)",
                    requests: [place.request("PATCH", path, body: update)]
                )
            ]
        }
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change the \(subject)")
        }
        return plan
    }

    private func checkNature(_ present: Value) throws(ModuleFailure) {
        if present["managed"]?.bool == false {
            throw ModuleFailure("\(noun) '\(name)' is on this host but not managed by Incus")
        }
        guard let nature, let found = present[nature.key]?.string, found != nature.value else {
            return
        }
        throw ModuleFailure(
            "\(noun) '\(name)' has the \(nature.key) '\(found)', which cannot become "
                + "'\(nature.value)'"
        )
    }

    private func differences(from present: Value) -> [String] {
        var names = IncusText.differences(config, from: IncusText.map(present["config"]?.map))
        let found = IncusText.devices(present["devices"]?.map)
        for (name, wanted) in (devices ?? [:]).sorted(by: { $0.key < $1.key })
        where found[name] != wanted {
            names.append("device \(name)")
        }
        if let description, present["description"]?.string ?? "" != description {
            names.append("description")
        }
        return names
    }

    private var update: Value {
        var body: ValueMap = ["config": IncusText.value(config)]
        if let devices { body["devices"] = IncusText.value(devices) }
        if let description { body["description"] = .string(description) }
        return .map(body)
    }

    /// The object as it is posted.
    var creation: ValueMap {
        var body: ValueMap = ["name": .string(name)]
        if let nature { body[nature.key] = .string(nature.value) }
        body.merge(update.map ?? [:])
        return body
    }
}
