internal import DocumentValues
internal import Inventories

/// An inventory as the JSON that `ansible-inventory --list` prints.
struct InventoryList {
    let inventory: Inventory
    /// The only hosts that are listed; nil lists all.
    var hosts: Set<String>?
    /// Whether variables of groups stay with their groups, so that the list can be read again.
    var exports = false

    /// Groups with hosts and children, and `_meta` with the variables of hosts.
    var value: ValueMap {
        var value = ValueMap()
        let hosts = inventory.hostNames.filter(isListed).map { ($0, Value.map(variables(of: $0))) }
        value["_meta"] = ["hostvars": .map(ValueMap(hosts.filter { $0.1.isTruthy }))]
        for name in inventory.groupNames {
            guard let group = inventory.group(name) else { continue }
            var entry = ValueMap()
            if !group.children.isEmpty {
                entry["children"] = .list(group.children.map { .string($0) })
            }
            let members = group.hosts.filter(isListed)
            if !members.isEmpty && name != "all" {
                entry["hosts"] = .list(members.map { .string($0) })
            }
            let variables = exports ? self.variables(ofGroup: name) : [:]
            if !variables.isEmpty { entry["vars"] = .map(variables) }
            if !entry.isEmpty { value[name] = .map(entry) }
        }
        return value
    }

    /// The variables of a host as written, vaulted ones encrypted.
    func variables(of host: String) -> ValueMap {
        var values = ValueMap()
        for layer in inventory.layers(for: host) where !exports || layer.level >= .inventoryHost {
            for pair in layer.variables.pairs {
                values[Value(plain: pair.key)] = Value(plain: pair.value)
            }
        }
        return values
    }

    /// The variables of a group as written.
    private func variables(ofGroup name: String) -> ValueMap {
        var values = ValueMap()
        let beside = inventory.folders.flatMap { $0.groupVariables(name) }
        for set in [inventory.group(name)?.variables].compactMap(\.self) + beside {
            for pair in set.pairs { values[Value(plain: pair.key)] = Value(plain: pair.value) }
        }
        return values
    }

    private func isListed(_ host: String) -> Bool { hosts?.contains(host) ?? true }
}
