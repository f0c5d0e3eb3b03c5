internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// An instance as the daemon describes it with its state.
struct InstanceFacts: Sendable, Hashable {
    /// The whole answer.
    var value: Value

    /// `Running`, `Stopped`, `Frozen`.
    var status: String { value["status"]?.string ?? "" }

    /// Whether it runs.
    var isRunning: Bool { status == "Running" }

    /// Whether it is neither stopped nor on its way there.
    var isUp: Bool { isRunning || status == "Frozen" || status == "Starting" }

    /// `container` or `virtual-machine`.
    var type: String { value["type"]?.string ?? "" }

    /// Its own configuration.
    var config: [String: String] { IncusText.map(value["config"]?.map) }

    /// Its own devices.
    var devices: [String: [String: String]] { IncusText.devices(value["devices"]?.map) }

    /// Its profiles.
    var profiles: [String] { (value["profiles"]?.list ?? []).compactMap(\.string) }

    /// The member of the cluster that it is on; empty outside of clusters.
    var location: String {
        let location = value["location"]?.string ?? ""
        return location == "none" ? "" : location
    }

    /// The global IPv4 addresses of each interface but the loopback.
    var addresses: [(interface: String, addresses: [String])] {
        var found: [(interface: String, addresses: [String])] = []
        for entry in value["state"]?["network"]?.map ?? [:] {
            guard let name = entry.key.string, name != "lo" else { continue }
            let addresses = (entry.value["addresses"]?.list ?? []).filter {
                $0["family"] == "inet" && $0["scope"] == "global"
            }
            .compactMap { $0["address"]?.string }
            if !addresses.isEmpty { found.append((name, addresses)) }
        }
        return found
    }

    /// The number that the instance's root has on the host.
    var rootUserID: Int? {
        if config["security.privileged"] == "true" { return 0 }
        let maps = ["volatile.idmap.current", "volatile.last_state.idmap", "volatile.idmap.next"]
        for key in maps {
            guard let text = config[key], let map = try? JSONReader.read(text) else { continue }
            for entry in map.list ?? [] where entry["Isuid"] == true && entry["Nsid"] == 0 {
                return entry["Hostid"]?.integer
            }
        }
        return nil
    }

    /// The keys that the result tells about an instance.
    var resultValues: ValueMap {
        var values: ValueMap = ["status": .string(status.lowercased())]
        var interfaces: ValueMap = [:]
        for (name, addresses) in addresses {
            interfaces[name] = .list(addresses.map { .string($0) })
        }
        values["addresses"] = .map(interfaces)
        values["address"] = addresses.first?.addresses.first.map { .string($0) } ?? .null
        values["location"] = .string(location)
        values["evacuated_from"] = .string(config["volatile.evacuate.origin"] ?? "")
        values["root_uid"] = rootUserID.map { .integer($0) } ?? .null
        return values
    }
}

/// An instance that a task names.
struct InstanceReference: Sendable, Hashable {
    /// The name.
    var name: String
    /// Its project.
    var place: IncusPlace

    /// The path of the instance in the API.
    var path: String { IncusRequest.path("instances", name) }

    /// Asks for the instance with its state.
    var look: HostRequest { place.request("GET", path, query: ["recursion": "1"]) }

    /// The instance, or nil.
    func read(_ reply: HostReply?) throws(ModuleFailure) -> InstanceFacts? {
        try IncusFinding(reply, of: "the instance \(name)").value.map(InstanceFacts.init)
    }

    /// Asks for the names of all instances.
    var list: HostRequest { place.request("GET", IncusRequest.path("instances")) }

    /// The failure that says which instances there are.
    func missing(_ reply: HostReply?) -> ModuleFailure {
        var names: [String] = []
        if case .success(let value, _)? = reply?.incus { names = namesOfPaths(value) }
        return ModuleFailure(
            "instance '\(name)' is not on this host\(place.suffix); \(listing(names))"
        )
    }
}
