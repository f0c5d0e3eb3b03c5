internal import DocumentValues
internal import ModuleContract

/// A module over objects that have a name and a configuration: the kinds differ in what they are
/// called and in what else can be asked for.
protocol IncusObjectModule: TaskModule where Arguments == IncusObject, Facts == IncusFinding {}

extension IncusObjectModule {
    static func probe(_ arguments: IncusObject) -> Probe<IncusFinding> { arguments.probe }

    static func plan(_ arguments: IncusObject, facts: IncusFinding) throws(ModuleFailure) -> Plan {
        try arguments.plan(facts)
    }
}

/// `incus_network`: a network of an Incus host.
enum IncusNetworkModule: IncusObjectModule {
    static let description = ModuleDescription(
        name: "incus_network",
        arguments: ArgumentTable(
            IncusObject.specifications + [
                ArgumentSpecification(
                    "type",
                    defaultValue: "bridge",
                    choices: ["bridge", "macvlan", "sriov", "physical", "ovn"]
                )
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> IncusObject {
        var network = IncusObject("network", in: "networks", arguments)
        network.nature = ("type", arguments.string("type"))
        return network
    }
}

/// `incus_profile`: a profile of an Incus host.
enum IncusProfileModule: IncusObjectModule {
    static let description = ModuleDescription(
        name: "incus_profile",
        arguments: ArgumentTable(
            IncusObject.specifications + [
                ArgumentSpecification("devices", .map, defaultValue: [:])
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> IncusObject {
        var profile = IncusObject("profile", in: "profiles", arguments)
        profile.devices = IncusText.devices(arguments.map("devices"))
        return profile
    }
}

/// `incus_storage_pool`: a storage pool of an Incus host.
enum IncusStoragePoolModule: IncusObjectModule {
    static let description = ModuleDescription(
        name: "incus_storage_pool",
        arguments: ArgumentTable(
            IncusObject.specifications.filter { $0.name != "project" } + [
                ArgumentSpecification(
                    "driver",
                    defaultValue: "dir",
                    choices: ["dir", "btrfs", "lvm", "zfs", "ceph"]
                )
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> IncusObject {
        var pool = IncusObject("storage pool", in: "storage-pools", arguments)
        pool.nature = ("driver", arguments.string("driver"))
        return pool
    }
}
