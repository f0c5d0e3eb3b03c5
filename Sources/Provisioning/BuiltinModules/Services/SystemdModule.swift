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
            [
                ArgumentSpecification("name", aliases: ["service", "unit"]),
                ArgumentSpecification("state", choices: ServiceWish.State.choices),
                ArgumentSpecification("enabled", .bool),
                ArgumentSpecification("masked", .bool),
                ArgumentSpecification(
                    "daemon_reload",
                    .bool,
                    aliases: ["daemon-reload"],
                    defaultValue: false
                ),
                ArgumentSpecification(
                    "daemon_reexec",
                    .bool,
                    aliases: ["daemon-reexec"],
                    defaultValue: false
                ),
                ArgumentSpecification("no_block", .bool, defaultValue: false),
                ArgumentSpecification("scope", defaultValue: "system", choices: ["system"]),
            ],
            rules: [
                .requiredOneOf(["state", "enabled", "masked", "daemon_reload", "daemon_reexec"])
            ]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> ServiceWish {
        var wish = ServiceWish()
        wish.name = arguments.optionalString("name")
        wish.state = arguments.optionalString("state").flatMap(ServiceWish.State.init(rawValue:))
        wish.isEnabled = arguments.optionalBool("enabled")
        wish.isMasked = arguments.optionalBool("masked")
        wish.reloadsUnits = arguments.bool("daemon_reload")
        wish.executesManagerAgain = arguments.bool("daemon_reexec")
        wish.doesNotBlock = arguments.bool("no_block")
        wish.isCheckMode = context.isCheckMode
        if wish.name == nil, wish.state != nil || wish.isEnabled != nil || wish.isMasked != nil {
            throw ModuleFailure("name is required when state, enabled or masked is given")
        }
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
