internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `service_facts`: the services of the target and how they are, as the fact `services`.
enum ServiceFactsModule: TaskModule {
    static let description = ModuleDescription(
        name: "service_facts",
        arguments: ArgumentTable([])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) {}

    static func probe(_ arguments: Void) -> Probe<ServiceListing> {
        .ask([.command(.script(ServiceListing.script))]) { (replies) throws(ModuleFailure) in
            let result = try commandResult(replies.first, doing: "list the services")
            let listing = ServiceListing(result.text)
            let unseen = listing.unseenUnits
            guard !unseen.isEmpty else { return .known(listing) }
            let ask = ShellCommand.script(ServiceListing.states, unseen)
            return .facts(from: [.command(ask)]) { (replies) throws(ModuleFailure) in
                let result = try commandResult(replies.first, doing: "ask for states of services")
                var complete = listing
                complete.take(states: result.text, of: unseen)
                return complete
            }
        }
    }

    static func plan(_ arguments: Void, facts: ServiceListing) throws(ModuleFailure) -> Plan {
        let services = facts.services
        guard !services.isEmpty else {
            return Plan(
                result: [
                    "skipped": true,
                    "msg": """
                    Failed to find any services. This can be due to privileges or some other \
                    configuration issue.
                    """,
                ]
            )
        }
        let values: ValueMap = ["services": .map(services)]
        return Plan(effects: [.gatheredFacts(values)], result: ["ansible_facts": .map(values)])
    }
}
