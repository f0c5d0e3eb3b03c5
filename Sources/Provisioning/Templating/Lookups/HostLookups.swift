internal import Diagnostics
internal import DocumentValues

/// Lookups in the inventory.
enum HostLookups {
    static let entries: [LookupEntry] = [
        LookupEntry("inventory_hostnames", about: "the hosts that patterns match") { call in
            let item = try call.evaluator.lookUp("groups", at: call.site.offset)
            guard !item.isUndefined,
                let groups = try call.evaluator.plain(item, at: call.site.offset).map
            else { return [] }
            let members = groups.map { group in
                (group.key.pythonText, (group.value.list ?? []).map(\.pythonText))
            }
            let patterns = call.terms.flatMap { $0.list ?? [$0] }.map(\.pythonText)
            return call.controller.hosts(matching: patterns, in: members).map { .string($0) }
        }
    ]
}
