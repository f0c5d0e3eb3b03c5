internal import DocumentValues
internal import ModuleContract

/// A module over objects that have a name and a configuration: the kinds differ in what they are
/// called and in what else can be asked for.
protocol IncusObjectModule: TaskModule where Arguments == IncusObject, Facts == IncusObjectFacts {}

extension IncusObjectModule {
    static func probe(_ arguments: IncusObject) -> Probe<IncusObjectFacts> { arguments.probe }

    static func plan(
        _ arguments: IncusObject,
        facts: IncusObjectFacts
    ) throws(ModuleFailure) -> Plan {
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
                ),
                IncusObject.memberSpecification,
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> IncusObject {
        var network = IncusObject("network", in: "networks", arguments, context)
        network.nature = ("type", arguments.string("type"))
        let memberConfig = IncusText.devices(arguments.map("member_config"))
        // Incus itself makes a network of OVN known to all members.
        if arguments.string("type") != "ovn" {
            network.memberConfig = memberConfig
        } else if !memberConfig.isEmpty {
            throw ModuleFailure("'member_config' does nothing for a network of the type 'ovn'")
        }
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
        var profile = IncusObject("profile", in: "profiles", arguments, context)
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
                ),
                IncusObject.memberSpecification,
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> IncusObject {
        var pool = IncusObject("storage pool", in: "storage-pools", arguments, context)
        pool.nature = ("driver", arguments.string("driver"))
        pool.memberConfig = IncusText.devices(arguments.map("member_config"))
        return pool
    }
}
