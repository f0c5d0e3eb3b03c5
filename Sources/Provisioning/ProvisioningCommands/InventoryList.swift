internal import DocumentValues
internal import Inventories

/// An inventory as the JSON that `ansible-inventory --list` prints.
struct InventoryList {
    let inventory: Inventory

    /// Groups with hosts and children, and `_meta` with the variables of hosts.
    var value: ValueMap {
        var value = ValueMap()
        let hosts = inventory.hostNames.map { ($0, Value.map(variables(of: $0))) }
        value["_meta"] = ["hostvars": .map(ValueMap(hosts.filter { $0.1.isTruthy }))]
        for name in inventory.groupNames {
            guard let group = inventory.group(name) else { continue }
            var entry = ValueMap()
            if !group.children.isEmpty {
                entry["children"] = .list(group.children.map { .string($0) })
            }
            if !group.hosts.isEmpty && name != "all" {
                entry["hosts"] = .list(group.hosts.map { .string($0) })
            }
            if !entry.isEmpty { value[name] = .map(entry) }
        }
        return value
    }

    /// The variables of a host as written, vaulted ones encrypted.
    func variables(of host: String) -> ValueMap {
        var values = ValueMap()
        for layer in inventory.layers(for: host) {
            for pair in layer.variables.pairs {
                values[Value(plain: pair.key)] = Value(plain: pair.value)
            }
        }
        return values
    }
}
