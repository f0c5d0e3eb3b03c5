internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `incus_instance`: a container or virtual machine of an Incus host.
enum IncusInstanceModule: TaskModule {
    struct Arguments: Sendable {
        var instance: InstanceReference
        var state: State
        var image: String?
        var type: String
        var config: [String: String]
        var devices: [String: [String: String]]
        var profiles: [String]?
        var description: String?
        var isEphemeral: Bool
        var isForced: Bool
        var waitsForAddress: Bool
        var waitsForSystemd: Bool
        var timeout: Duration
        var placement: Placement
        var isCheckMode: Bool
    }

    /// The argument `state`.
    enum State: String, Sendable, CaseIterable {
        case started, stopped, restarted, present, absent
    }

    struct Facts: Sendable {
        /// The instance; nil when there is none.
        var instance: InstanceFacts?
        /// How the image is named at creation: its alias or fingerprint.
        var source: ValueMap?
    }

    static let description = ModuleDescription(
        name: "incus_instance",
        arguments: ArgumentTable([
            ArgumentSpecification("name", isRequired: true),
            ArgumentSpecification(
                "state",
                defaultValue: "started",
                choices: State.allCases.map { .string($0.rawValue) }
            ),
            ArgumentSpecification("image"),
            ArgumentSpecification(
                "type",
                defaultValue: "container",
                choices: ["container", "virtual-machine"]
            ),
            ArgumentSpecification("config", .map, defaultValue: [:]),
            ArgumentSpecification("devices", .map, defaultValue: [:]),
            ArgumentSpecification("profiles", .list(.string)),
            ArgumentSpecification("description"),
            ArgumentSpecification("ephemeral", .bool, defaultValue: false),
            ArgumentSpecification("force", .bool, defaultValue: false),
            ArgumentSpecification("wait_for_address", .bool, defaultValue: false),
            ArgumentSpecification("wait_for_systemd", .bool, defaultValue: false),
            ArgumentSpecification("timeout", .integer, defaultValue: 60),
            ArgumentSpecification("target"),
            ArgumentSpecification("move", .bool, defaultValue: false),
            IncusPlace.specification,
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            instance: InstanceReference(
                name: arguments.string("name"),
                place: IncusPlace(project: arguments.optionalString("project"))
            ),
            state: State(rawValue: arguments.string("state")) ?? .started,
            image: arguments.optionalString("image"),
            type: arguments.string("type"),
            config: IncusText.map(arguments.map("config")),
            devices: IncusText.devices(arguments.map("devices")),
            profiles: arguments["profiles"] == nil ? nil : arguments.strings("profiles"),
            description: arguments.optionalString("description"),
            isEphemeral: arguments.bool("ephemeral"),
            isForced: arguments.bool("force"),
            waitsForAddress: arguments.bool("wait_for_address"),
            waitsForSystemd: arguments.bool("wait_for_systemd"),
            timeout: .seconds(arguments.integer("timeout")),
            placement: try Placement(arguments),
            isCheckMode: context.isCheckMode
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        let instance = arguments.instance
        return .ask([instance.look]) { (replies) throws(ModuleFailure) in
            let found = try instance.read(replies.first)
            if found != nil || arguments.state == .absent {
                return .known(Facts(instance: found))
            }
            guard let image = arguments.image else {
                // In check mode an earlier task would have made it.
                if arguments.isCheckMode { return .known(Facts(instance: nil)) }
                return .ask([instance.list]) { (replies) throws(ModuleFailure) in
                    throw instance.missing(replies.first)
                }
            }
            return lookForImage(image, arguments)
        }
    }

    /// Whether the image of a new instance is there, by alias or by fingerprint.
    private static func lookForImage(_ image: String, _ arguments: Arguments) -> Probe<Facts> {
        let place = arguments.instance.place
        let requests = [
            place.request("GET", IncusRequest.path("images", "aliases", image)),
            place.request("GET", IncusRequest.path("images"), query: ["recursion": "1"]),
        ]
        return .facts(from: requests) { (replies) throws(ModuleFailure) in
            if try IncusFinding(replies.first, of: "the image \(image)").value != nil {
                return Facts(source: ["type": "image", "alias": .string(image)])
            }
            let all = try IncusFinding(replies.last, of: "the images").value?.list ?? []
            let isFingerprint = image.count >= 12 && image.allSatisfy(\.isHexDigit)
            if isFingerprint,
                all.contains(where: { $0["fingerprint"]?.string?.hasPrefix(image) == true })
            {
                return Facts(source: ["type": "image", "fingerprint": .string(image)])
            }
            // In check mode an earlier task would have imported it.
            if arguments.isCheckMode { return Facts(source: [:]) }
            let aliases = all.flatMap { $0["aliases"]?.list ?? [] }.compactMap {
                $0["name"]?.string
            }
            throw ModuleFailure(
                "image '\(image)' is not on this host\(place.suffix); \(listing(aliases.sorted()))"
            )
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: ["name": .string(arguments.instance.name)])
        if arguments.state == .absent {
            plan.changes = removal(arguments, facts.instance)
            plan.result["status"] = "absent"
        } else if let instance = facts.instance {
            if instance.type != arguments.type, !instance.type.isEmpty {
                throw ModuleFailure(
                    "instance '\(arguments.instance.name)' is a \(instance.type), "
                        + "not a \(arguments.type)"
                )
            }
            plan.changes = update(arguments, instance)
            plan.changes += move(arguments, instance) ?? stateChanges(arguments, instance)
            plan.result.merge(instance.resultValues)
        } else if let source = facts.source {
            plan.changes = creation(arguments, source)
        } else {
            plan.result["root_uid"] = .null
        }
        if plan.isChange, [.started, .restarted].contains(arguments.state) {
            let (name, project) = (arguments.instance.name, arguments.instance.place.project)
            plan.effects.append(.startsInstance(name: name, project: project ?? "default"))
        }
        complete(&plan, arguments)
        plan.wait = wait(arguments, facts.instance, isChanged: plan.isChange)
        return plan
    }

    /// Reads the instance again after changes, so that the result tells what is there.
    private static func complete(_ plan: inout Plan, _ arguments: Arguments) {
        let instance = arguments.instance
        guard !plan.changes.isEmpty else { return }
        let isRemoved = arguments.state == .absent
        if !isRemoved {
            plan.changes.append(
                Change("look at \(instance.name)", requests: [instance.look], countsAsChange: false)
            )
        }
        plan.finish = { (replies, result) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change the instance \(instance.name)")
            if !isRemoved, let found = try instance.read(replies.last) {
                result.values.merge(found.resultValues)
            }
        }
    }
}
