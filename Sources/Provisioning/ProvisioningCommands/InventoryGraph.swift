internal import Inventories

/// The groups of an inventory as a tree, as `ansible-inventory --graph` prints it.
struct InventoryGraph {
    let inventory: Inventory
    /// The only hosts that are shown; nil shows all.
    var hosts: Set<String>?

    /// The lines of the tree.
    var text: String { lines(of: "all", depth: 0).joined(separator: "\n") + "\n" }

    private func lines(of group: String, depth: Int) -> [String] {
        let lead = depth == 0 ? "" : String(repeating: "  |", count: depth) + "--"
        var lines = ["\(lead)@\(group):"]
        guard let members = inventory.group(group) else { return lines }
        for child in members.children.sorted() { lines += self.lines(of: child, depth: depth + 1) }
        let inner = String(repeating: "  |", count: depth + 1) + "--"
        if group != "all" { lines += members.hosts.filter(isShown).sorted().map { inner + $0 } }
        return lines
    }

    private func isShown(_ host: String) -> Bool { hosts?.contains(host) ?? true }
}
