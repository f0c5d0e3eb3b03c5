public import Diagnostics
public import DocumentValues

/// Hosts, groups and their variables, from all sources of a run together.
///
/// A value: hosts that a run adds change its own copy.
public struct Inventory: Sendable {
    /// One host.
    public struct Host: Sendable {
        /// The name in the inventory: `inventory_hostname`.
        public let name: String
        /// The source that named it first: `inventory_file`; nil for hosts that the run added.
        public let source: String?
        /// The variables that sources give it directly.
        public internal(set) var variables: VariableSet
        /// The groups that list it, without those around them.
        var groups: [String] = []
        /// Whether it is the `localhost` that no source names.
        public let isImplicit: Bool
    }

    /// One group.
    public struct Group: Sendable {
        /// The name.
        public let name: String
        /// The hosts that are listed in the group itself, in order.
        public internal(set) var hosts: [String] = []
        /// The groups within, in order.
        public internal(set) var children: [String] = []
        /// The groups around.
        public internal(set) var parents: [String] = []
        /// The variables that sources give it.
        public internal(set) var variables: VariableSet
        /// `ansible_group_priority`: of groups equally deep the higher one wins.
        public internal(set) var priority = 1
        /// The longest way down from `all`.
        public internal(set) var depth = 0
    }

    var hostTable: [String: Host] = [:]
    var groupTable: [String: Group] = [:]

    /// The names of the hosts, in the order in which they were first named.
    public internal(set) var hostNames: [String] = []

    /// The names of the groups, in the order in which they were first named.
    public internal(set) var groupNames: [String] = []

    /// The sources, as the operator named them: `ansible_inventory_sources`.
    public internal(set) var sources: [String] = []

    /// `group_vars` and `host_vars` beside the sources, in the order of the sources.
    public internal(set) var folders: [VariableFolder] = []

    /// What was found that does not stop the run.
    public internal(set) var warnings: [Diagnostic] = []

    /// An inventory of the groups `all` and `ungrouped`, without hosts.
    public init() {
        addGroup("all")
        addGroup("ungrouped")
        link(child: "ungrouped", to: "all")
    }

    /// The host of that name; `localhost`, `127.0.0.1` and `::1` are there if no source names them.
    public func host(_ name: String) -> Host? {
        if let host = hostTable[name] { return host }
        return Inventory.implicitNames.contains(name) ? implicitHost(name) : nil
    }

    /// The group of that name.
    public func group(_ name: String) -> Group? { groupTable[name] }

    /// The names that mean the controller even when no source has them.
    public static let implicitNames = ["localhost", "127.0.0.1", "::1"]

    private func implicitHost(_ name: String) -> Host {
        let place = SourcePlace(
            SourceText(name: "<implicit \(name)>", text: ""),
            line: 1,
            column: 1
        )
        func pair(_ name: String, _ value: String) -> Node.Pair {
            Node.Pair(key: Node(.string(name), at: place), value: Node(.string(value), at: place))
        }
        return Host(
            name: name,
            source: nil,
            variables: VariableSet(
                origin: "implicit \(name)",
                pairs: [
                    pair("ansible_connection", "local"),
                    pair("ansible_python_interpreter", "{{ ansible_playbook_python }}"),
                ]
            ),
            isImplicit: true
        )
    }
}

extension Inventory {
    /// The hosts of a group and of all groups within it, each once.
    public func hosts(in group: String) -> [String] {
        var seen: Set<String> = []
        return descendants(of: group).flatMap { groupTable[$0]?.hosts ?? [] }
            .filter { seen.insert($0).inserted }
    }

    /// A group and all groups within it, level by level.
    func descendants(of group: String) -> [String] {
        walk(from: group) { groupTable[$0]?.children ?? [] }
    }

    /// A group and all groups around it, level by level.
    func ancestors(of group: String) -> [String] {
        walk(from: group) { groupTable[$0]?.parents ?? [] }
    }

    private func walk(from start: String, _ next: (String) -> [String]) -> [String] {
        var seen: Set<String> = [start]
        var found = [start]
        var index = 0
        while index < found.count {
            for name in next(found[index]) where seen.insert(name).inserted { found.append(name) }
            index += 1
        }
        return found
    }

    /// The groups that a host is in, directly or through others, by rising precedence; without
    /// `all`, sorted by name this is `group_names`.
    public func groups(of host: String) -> [Group] {
        guard let listed = hostTable[host]?.groups else {
            return Inventory.implicitNames.contains(host)
                ? [groupTable["all"]].compactMap { $0 } : []
        }
        var names: Set<String> = ["all"]
        for name in listed { names.formUnion(ancestors(of: name)) }
        return names.compactMap { groupTable[$0] }.sorted {
            ($0.depth, $0.priority, $0.name) < ($1.depth, $1.priority, $1.name)
        }
    }

    /// `group_names` of a host: its groups by name, without `all`.
    public func groupNames(of host: String) -> [String] {
        groups(of: host).map(\.name).filter { $0 != "all" }.sorted()
    }

    /// The value of `groups`: every group with its hosts.
    public var groupsValue: ValueMap {
        ValueMap(groupNames.map { ($0, .list(hosts(in: $0).map { .string($0) })) })
    }
}
