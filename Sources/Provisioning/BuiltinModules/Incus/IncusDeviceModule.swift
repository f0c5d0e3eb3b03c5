internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `incus_device`: a device of an instance, as a directory mounted from the host.
enum IncusDeviceModule: TaskModule {
    struct Arguments: Sendable {
        var instance: InstanceReference
        var name: String
        /// The properties with the type; nil when the device is to go.
        var properties: [String: String]?
        var isCheckMode: Bool
    }

    static let description = ModuleDescription(
        name: "incus_device",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("instance", isRequired: true),
                ArgumentSpecification("name", isRequired: true),
                ArgumentSpecification(
                    "type",
                    choices: [
                        "disk", "nic", "proxy", "unix-char", "unix-block", "usb", "gpu",
                        "infiniband", "tpm", "pci", "none",
                    ]
                ),
                ArgumentSpecification("properties", .map, defaultValue: [:]),
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["present", "absent"]
                ),
                IncusPlace.specification,
            ],
            rules: [.requiredIf("state", "present", ["type"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var properties: [String: String]?
        if arguments.string("state") == "present" {
            properties = IncusText.map(arguments.map("properties"))
            properties?["type"] = arguments.string("type")
        }
        return Arguments(
            instance: InstanceReference(
                name: arguments.string("instance"),
                place: IncusPlace(project: arguments.optionalString("project"))
            ),
            name: arguments.string("name"),
            properties: properties,
            isCheckMode: context.isCheckMode
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<InstanceFacts?> {
        let instance = arguments.instance
        return .ask([instance.look]) { (replies) throws(ModuleFailure) in
            if let found = try instance.read(replies.first) { return .known(found) }
            if arguments.isCheckMode || arguments.properties == nil { return .known(nil) }
            return .ask([instance.list]) { (replies) throws(ModuleFailure) in
                throw instance.missing(replies.first)
            }
        }
    }

    static func plan(
        _ arguments: Arguments,
        facts: InstanceFacts?
    ) throws(ModuleFailure) -> Plan {
        var plan = Plan(
            result: ["name": .string(arguments.name), "instance": .string(arguments.instance.name)]
        )
        let present = facts?.devices[arguments.name]
        guard present != arguments.properties else { return plan }
        let (place, path) = (arguments.instance.place, arguments.instance.path)
        let subject = "device \(arguments.name) of \(arguments.instance.name)"
        if let properties = arguments.properties {
            let body: Value = ["devices": IncusText.value([arguments.name: properties])]
            plan.changes = [
                Change(
                    "\(present == nil ? "add" : "change") the \(subject)",
                    requests: [place.request("PATCH", path, body: body)]
                )
            ]
        } else if let facts {
            let body = withoutDevice(arguments.name, facts)
            plan.changes = [
                Change("remove the \(subject)", requests: [place.request("PUT", path, body: body)])
            ]
        }
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change the \(subject)")
        }
        return plan
    }

    /// The whole instance as it is to be, for the only request that takes devices away.
    private static func withoutDevice(_ name: String, _ facts: InstanceFacts) -> Value {
        var body: ValueMap = [:]
        for key in ["architecture", "config", "description", "ephemeral", "profiles", "stateful"] {
            body[key] = facts.value[key]
        }
        var devices = facts.devices
        devices[name] = nil
        body["devices"] = IncusText.value(devices)
        return .map(body)
    }
}
