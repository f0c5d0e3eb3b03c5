public import DocumentValues

/// Variables of a host with the level of precedence that they have.
public struct VariableLayer: Sendable {
    /// The levels of Ansible's order of precedence that an inventory fills, weakest first.
    public enum Level: Int, Sendable, CaseIterable, Comparable {
        /// Variables of the group `all` in inventory sources.
        case inventoryAll = 3
        /// Variables of other groups in inventory sources.
        case inventoryGroups
        /// `group_vars/all` beside the inventory.
        case groupVarsAllBesideInventory
        /// `group_vars/all` beside the playbook.
        case groupVarsAllBesidePlaybook
        /// Other `group_vars` beside the inventory.
        case groupVarsBesideInventory
        /// Other `group_vars` beside the playbook.
        case groupVarsBesidePlaybook
        /// Variables of the host in inventory sources.
        case inventoryHost
        /// `host_vars` beside the inventory.
        case hostVarsBesideInventory
        /// `host_vars` beside the playbook.
        case hostVarsBesidePlaybook

        /// Orders by precedence.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        /// The level in an operator's words.
        public var title: String {
            switch self {
            case .inventoryAll: "inventory, group all"
            case .inventoryGroups: "inventory, group"
            case .groupVarsAllBesideInventory: "group_vars/all beside the inventory"
            case .groupVarsAllBesidePlaybook: "group_vars/all beside the playbook"
            case .groupVarsBesideInventory: "group_vars beside the inventory"
            case .groupVarsBesidePlaybook: "group_vars beside the playbook"
            case .inventoryHost: "inventory, host"
            case .hostVarsBesideInventory: "host_vars beside the inventory"
            case .hostVarsBesidePlaybook: "host_vars beside the playbook"
            }
        }
    }

    /// The level.
    public let level: Level
    /// The variables.
    public let variables: VariableSet
}

extension Inventory {
    /// The variables of a host, layer by layer; of two with one name the later layer wins.
    ///
    /// - Parameters:
    ///   - host: the host's name.
    ///   - playbook: `group_vars` and `host_vars` beside the playbook.
    /// - Returns: the layers by rising precedence, without empty ones.
    public func layers(for host: String, playbook: VariableFolder? = nil) -> [VariableLayer] {
        let groups = groups(of: host)
        let others = groups.filter { $0.name != "all" }.map(\.name)
        let beside = playbook.map { [$0] } ?? []
        var layers: [VariableLayer] = []
        func add(_ level: VariableLayer.Level, _ sets: [VariableSet]) {
            layers += sets.filter { !$0.isEmpty }.map { VariableLayer(level: level, variables: $0) }
        }
        add(.inventoryAll, [groupTable["all"]?.variables].compactMap { $0 })
        add(.inventoryGroups, groups.filter { $0.name != "all" }.map(\.variables))
        add(.groupVarsAllBesideInventory, folders.flatMap { $0.groupVariables("all") })
        add(.groupVarsAllBesidePlaybook, beside.flatMap { $0.groupVariables("all") })
        add(
            .groupVarsBesideInventory,
            folders.flatMap { folder in others.flatMap { folder.groupVariables($0) } }
        )
        add(
            .groupVarsBesidePlaybook,
            beside.flatMap { folder in others.flatMap { folder.groupVariables($0) } }
        )
        add(.inventoryHost, [self.host(host)?.variables].compactMap { $0 })
        add(.hostVarsBesideInventory, folders.flatMap { $0.hostVariables(host) })
        add(.hostVarsBesidePlaybook, beside.flatMap { $0.hostVariables(host) })
        return layers
    }
}
