internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `systemd`: units of systemd and their state.
enum SystemdModule: TaskModule {
    static let description = ModuleDescription(
        name: "systemd",
        otherNames: [
            "systemd_service", "ansible.builtin.systemd_service", "ansible.legacy.systemd_service",
        ],
        arguments: ArgumentTable(
            ServiceWish.specifications,
            rules: [
                .requiredOneOf(["state", "enabled", "masked", "daemon_reload", "daemon_reexec"])
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> ServiceWish {
        let wish = ServiceWish(arguments, context: context)
        try wish.requireName()
        return wish
    }

    static func probe(_ arguments: ServiceWish) -> Probe<UnitFacts> {
        guard let name = arguments.name else { return .known(UnitFacts()) }
        return .facts(from: UnitFacts.requests(unit: name)) { (replies) throws(ModuleFailure) in
            UnitFacts(replies)
        }
    }

    static func plan(_ arguments: ServiceWish, facts: UnitFacts) throws(ModuleFailure) -> Plan {
        try arguments.systemdPlan(facts)
    }
}
