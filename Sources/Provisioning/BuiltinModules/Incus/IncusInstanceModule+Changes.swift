internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension IncusInstanceModule {
    static func removal(_ arguments: Arguments, _ instance: InstanceFacts?) -> [Change] {
        guard let instance else { return [] }
        let reference = arguments.instance
        var requests: [HostRequest] = []
        if instance.isUp { requests.append(action("stop", arguments, isForced: true)) }
        // An ephemeral instance is gone once it stops.
        if !(instance.isUp && instance.value["ephemeral"] == true) {
            requests.append(reference.place.request("DELETE", reference.path))
        }
        return [Change("remove the instance \(reference.name)", requests: requests)]
    }

    static func creation(_ arguments: Arguments, _ source: ValueMap) -> [Change] {
        let reference = arguments.instance
        var body: ValueMap = [
            "name": .string(reference.name),
            "type": .string(arguments.type),
            "source": .map(source),
            "ephemeral": .bool(arguments.isEphemeral),
            "config": IncusText.value(arguments.config),
            "devices": IncusText.value(arguments.devices),
        ]
        if let profiles = arguments.profiles {
            body["profiles"] = .list(profiles.map { .string($0) })
        }
        if let description = arguments.description { body["description"] = .string(description) }
        let create = reference.place.request(
            "POST",
            IncusRequest.path("instances"),
            query: arguments.placement.query,
            body: .map(body)
        )
        let image = arguments.image.map { " from the image \($0)" } ?? ""
        var changes = [Change("make the instance \(reference.name)\(image)", requests: [create])]
        if arguments.state == .started || arguments.state == .restarted {
            changes.append(
                Change("start \(reference.name)", requests: [action("start", arguments)])
            )
        }
        return changes
    }

    static func update(_ arguments: Arguments, _ instance: InstanceFacts) -> [Change] {
        let reference = arguments.instance
        var body: ValueMap = [:]
        var names = IncusText.differences(arguments.config, from: instance.config)
        if !names.isEmpty {
            body["config"] = IncusText.value(
                arguments.config.filter { names.contains($0.key) }
            )
        }
        let present = instance.devices
        let devices = arguments.devices.filter { present[$0.key] != $0.value }
        if !devices.isEmpty {
            body["devices"] = IncusText.value(devices)
            names += devices.keys.sorted().map { "device \($0)" }
        }
        if let profiles = arguments.profiles, profiles != instance.profiles {
            body["profiles"] = .list(profiles.map { .string($0) })
            names.append("profiles")
        }
        if let description = arguments.description,
            description != instance.value["description"]?.string ?? ""
        {
            body["description"] = .string(description)
            names.append("description")
        }
        if names.isEmpty { return [] }
        return [
            Change(
                "set \(names.joined(separator: ", ")) of \(reference.name)",
                requests: [reference.place.request("PATCH", reference.path, body: .map(body))]
            )
        ]
    }

    static func stateChanges(_ arguments: Arguments, _ instance: InstanceFacts) -> [Change] {
        let name = arguments.instance.name
        func change(_ verb: String) -> Change {
            Change(
                "\(verb) \(name)",
                requests: [action(verb, arguments, isForced: arguments.isForced)]
            )
        }
        switch arguments.state {
        case .present, .absent:
            return []
        case .started:
            if instance.isRunning { return [] }
            return [change(instance.status == "Frozen" ? "unfreeze" : "start")]
        case .stopped:
            return instance.isUp ? [change("stop")] : []
        case .restarted:
            return [change(instance.isUp ? "restart" : "start")]
        }
    }

    static func action(
        _ verb: String,
        _ arguments: Arguments,
        isForced: Bool = false
    ) -> HostRequest {
        let reference = arguments.instance
        let seconds = Int(arguments.timeout.components.seconds)
        return reference.place.request(
            "PUT",
            IncusRequest.path("instances", reference.name, "state"),
            body: [
                "action": .string(verb), "timeout": .integer(isForced ? -1 : seconds),
                "force": .bool(isForced && verb != "start" && verb != "unfreeze"),
            ]
        )
    }
}
