public import Diagnostics
public import DocumentValues

extension Inventory {
    /// Adds a group, if it is not there; the groups that end up outside of others go below `all`.
    mutating func addGroup(_ name: String) {
        guard groupTable[name] == nil else { return }
        groupTable[name] = Group(name: name, variables: VariableSet(origin: "group \(name)"))
        groupNames.append(name)
    }

    /// Adds a host, if it is not there, to a group that is.
    mutating func addHost(_ name: String, to group: String, source: String?) {
        if hostTable[name] == nil {
            hostTable[name] = Host(
                name: name,
                source: source,
                variables: VariableSet(origin: "host \(name)"),
                isImplicit: false
            )
            hostNames.append(name)
        }
        if groupTable[group] != nil && hostTable[name]?.groups.contains(group) == false {
            groupTable[group]?.hosts.append(name)
            hostTable[name]?.groups.append(group)
        }
    }

    /// Puts a group into another one.
    ///
    /// - Returns: the groups of the circle that this would make, outermost first; nil when it was
    ///   done.
    @discardableResult
    mutating func link(child: String, to parent: String) -> [String]? {
        guard groupTable[parent]?.children.contains(child) == false else { return nil }
        if descendants(of: child).contains(parent) { return [parent, child] }
        groupTable[parent]?.children.append(child)
        groupTable[child]?.parents.append(parent)
        deepen(child, to: (groupTable[parent]?.depth ?? 0) + 1)
        return nil
    }

    private mutating func deepen(_ name: String, to depth: Int) {
        guard let group = groupTable[name], group.depth < depth else { return }
        groupTable[name]?.depth = depth
        for child in group.children { deepen(child, to: depth + 1) }
    }

    /// Gives a host a variable; of two with one name the later wins.
    mutating func setVariable(_ pair: Node.Pair, ofHost name: String) {
        hostTable[name]?.variables.set(pair)
    }

    /// Gives a group a variable, or its priority.
    mutating func setVariable(_ pair: Node.Pair, ofGroup name: String) throws(Diagnostic) {
        guard pair.key.string == "ansible_group_priority" else {
            groupTable[name]?.variables.set(pair)
            return
        }
        let number: Int? =
            if case .integer(let number) = pair.value.content { number } else {
                pair.value.string.flatMap { Int($0) }
            }
        guard let number else {
            throw Diagnostic(
                "the priority of group '\(name)' is \(pair.value.kindDescription)",
                at: pair.value.place,
                expected: "a whole number"
            )
        }
        groupTable[name]?.priority = number
    }

    /// Makes the rules of groups hold: what is in no group is below `all` and `ungrouped`.
    mutating func settle() {
        for name in groupNames where name != "all" && groupTable[name]?.parents.isEmpty == true {
            link(child: name, to: "all")
        }
        for name in hostNames {
            let isGrouped = hostTable[name]?.groups.contains { $0 != "all" && $0 != "ungrouped" }
            if isGrouped == true {
                hostTable[name]?.groups.removeAll { $0 == "ungrouped" }
            } else {
                addHost(name, to: "ungrouped", source: nil)
            }
        }
        let hosts = hostTable
        groupTable["ungrouped"]?.hosts.removeAll { name in
            hosts[name]?.groups.contains("ungrouped") == false
        }
    }
}

extension Inventory {
    /// Groups of hosts without anything else, to match patterns against.
    public init(groups: [(name: String, hosts: [String])]) {
        self.init()
        for group in groups {
            addGroup(group.name)
            for host in group.hosts {
                addHost(host, to: "all", source: nil)
                addHost(host, to: group.name, source: nil)
            }
        }
        settle()
    }

    /// Adds a host while the run goes on, as `add_host` does, or gives one more groups and
    /// variables.
    ///
    /// - Returns: whether anything changed.
    @discardableResult
    public mutating func addHost(
        _ name: String,
        groups: [String] = [],
        variables: ValueMap = [:],
        at place: SourcePlace
    ) -> Bool {
        let isNew = hostTable[name] == nil
        let groupsBefore = Set(self.groups(of: name).map(\.name))
        if isNew { addHost(name, to: "all", source: nil) }
        for group in groups {
            addGroup(group)
            addHost(name, to: group, source: nil)
        }
        var isOther = false
        for entry in variables {
            guard let key = entry.key.string else { continue }
            let known = hostTable[name]?.variables[key].map { Value(plain: $0) }
            if known == entry.value { continue }
            isOther = true
            let pair = Node.Pair(
                key: Node(.string(key), at: place),
                value: Node(data: entry.value, at: place)
            )
            setVariable(pair, ofHost: name)
        }
        settle()
        return isNew || isOther
            || Set(self.groups(of: name).map(\.name)) != groupsBefore
    }

    /// Puts a host into a group while the run goes on, as `group_by` does; makes missing groups.
    ///
    /// - Returns: whether anything changed.
    @discardableResult
    public mutating func group(_ host: String, into group: String, parents: [String] = []) -> Bool {
        let before = (Set(groups(of: host).map(\.name)), groupNames.count)
        addGroup(group)
        for parent in parents where parent != group {
            addGroup(parent)
            link(child: group, to: parent)
        }
        if hostTable[host] != nil { addHost(host, to: group, source: nil) }
        settle()
        return before != (Set(groups(of: host).map(\.name)), groupNames.count)
    }
}

extension Node {
    /// Data as a node: its texts are never templates.
    public init(data: Value, at place: SourcePlace) {
        let content: Content =
            switch data {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .float(let value): .float(value)
            case .string(let value): .literal(value)
            case .list(let values): .list(values.map { Node(data: $0, at: place) })
            case .map(let values):
                .map(
                    values.map {
                        Pair(
                            key: Node(key: $0.key, at: place),
                            value: Node(data: $0.value, at: place)
                        )
                    }
                )
            }
        self.init(content, at: place)
    }

    private init(key: Value, at place: SourcePlace) {
        if case .string(let text) = key {
            self.init(.string(text), at: place)
        } else {
            self.init(data: key, at: place)
        }
    }
}
