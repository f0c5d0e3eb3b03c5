internal import Diagnostics
internal import DocumentValues

/// Reads an inventory in Ansible's YAML format into an inventory.
struct YAMLInventory {
    private static let keys = ["vars", "children", "hosts"]

    private let source: String
    private var diagnostics: [Diagnostic] = []

    static func read(
        _ document: Node,
        source: String,
        into inventory: inout Inventory
    ) throws(DiagnosticList) {
        var reader = YAMLInventory(source: source)
        guard let pairs = document.map else {
            let diagnostic = Diagnostic(
                "an inventory holds \(document.kindDescription)",
                at: document.place,
                expected: "a mapping of groups"
            )
            throw DiagnosticList([diagnostic])
        }
        if let plugin = pairs.first(where: { $0.key.string == "plugin" }) {
            let diagnostic = Diagnostic(
                "inventory plugins are not supported",
                at: plugin.key.place,
                expected: "groups with hosts, children and vars",
                hint: "write a script that prints the inventory as JSON, and make it executable"
            )
            throw DiagnosticList([diagnostic])
        }
        for pair in pairs { reader.readGroup(pair, parent: nil, into: &inventory) }
        if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    }

    /// Whether a file without an ending is in this format: groups of mappings, or of nothing.
    static func looksLikeOne(_ document: Node) -> Bool {
        document.map?.allSatisfy { $0.value.map != nil || $0.value.isNull } ?? false
    }

    private init(source: String) {
        self.source = source
    }

    private mutating func readGroup(
        _ pair: Node.Pair,
        parent: String?,
        into inventory: inout Inventory
    ) {
        guard let name = pair.key.string, !name.isEmpty else {
            diagnostics.append(
                Diagnostic(
                    "the name of a group is \(pair.key.kindDescription)",
                    at: pair.key.place,
                    expected: "a string"
                )
            )
            return
        }
        inventory.addGroup(name)
        if let parent, inventory.link(child: name, to: parent) != nil {
            diagnostics.append(Inventory.circle(child: name, parent: parent, at: pair.key.place))
            return
        }
        if pair.value.isNull { return }
        guard let sections = pair.value.map else {
            diagnostics.append(
                Diagnostic(
                    "group '\(name)' holds \(pair.value.kindDescription)",
                    at: pair.value.place,
                    expected: "a mapping with hosts, children and vars"
                )
            )
            return
        }
        for section in sections { readSection(section, of: name, into: &inventory) }
    }

    private mutating func readSection(
        _ section: Node.Pair,
        of group: String,
        into inventory: inout Inventory
    ) {
        guard let key = section.key.string, YAMLInventory.keys.contains(key) else {
            diagnostics.append(
                .unknown(
                    "key of group '\(group)'",
                    section.key.string ?? section.key.kindDescription,
                    among: YAMLInventory.keys,
                    at: section.key.place
                )
            )
            return
        }
        guard let entries = YAMLInventory.entries(of: section.value) else {
            diagnostics.append(
                Diagnostic(
                    "'\(key)' of group '\(group)' is \(section.value.kindDescription)",
                    at: section.value.place,
                    expected: "a mapping",
                    hint: key == "vars" ? nil : "write each name with a colon after it"
                )
            )
            return
        }
        for entry in entries {
            do throws(Diagnostic) {
                switch key {
                case "vars": try inventory.setVariable(entry, ofGroup: group)
                case "children": readGroup(entry, parent: group, into: &inventory)
                default: try readHost(entry, group: group, into: &inventory)
                }
            } catch {
                diagnostics.append(error)
            }
        }
    }

    private func readHost(
        _ entry: Node.Pair,
        group: String,
        into inventory: inout Inventory
    ) throws(Diagnostic) {
        guard let text = entry.key.string else {
            throw Diagnostic(
                "Host pattern \(Value(plain: entry.key).pythonText) must be a string, and is "
                    + entry.key.kindDescription,
                at: entry.key.place,
                expected: "a string",
                hint: "put numbers into quotes"
            )
        }
        let variables = entry.value.isNull ? [] : entry.value.map
        guard let variables else {
            throw Diagnostic(
                "host '\(text)' holds \(entry.value.kindDescription)",
                at: entry.value.place,
                expected: "a mapping of variables"
            )
        }
        let notation = HostNotation(text)
        for name in try INIInventory.expand(notation.names, at: entry.key.place) {
            inventory.addHost(name, to: group, source: source)
            if let port = notation.port {
                let pair = Node.Pair(
                    key: Node(.string("ansible_port"), at: entry.key.place),
                    value: Node(.integer(port), at: entry.key.place)
                )
                inventory.setVariable(pair, ofHost: name)
            }
            for pair in variables { inventory.setVariable(pair, ofHost: name) }
        }
    }

    /// The pairs of a mapping; nothing has none, and a text is one name.
    private static func entries(of node: Node) -> [Node.Pair]? {
        if node.isNull { return [] }
        if node.string != nil {
            return [Node.Pair(key: node, value: Node(.null, at: node.place))]
        }
        return node.map
    }
}
