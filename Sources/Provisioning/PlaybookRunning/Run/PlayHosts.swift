internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import Playbooks
internal import Templating

/// Finds the hosts of a play.
struct PlayHosts {
    let run: RunState

    /// The hosts that the play's pattern and the limit match, in the play's order.
    func matching(_ play: Play) throws(Diagnostic) -> [String] {
        try ordered(knownHosts(of: play).hosts, of: play)
    }

    /// The hosts in the play's order.
    func ordered(_ hosts: [String], of play: Play) throws(Diagnostic) -> [String] {
        ordered(hosts, try KeywordEvaluator.ofPlay(play, run: run).choice(play.order) ?? .inventory)
    }

    /// The hosts of the play in the inventory's order, and what was said of parts of its pattern that
    /// match nothing.
    func knownHosts(of play: Play) throws(Diagnostic) -> (hosts: [String], unknown: [Diagnostic]) {
        let inventory = run.inventory
        let evaluator = KeywordEvaluator.ofPlay(play, run: run)
        let value = try evaluator.value(play.hosts)
        if value.list?.isEmpty == true { return ([], []) }
        let isText = (value.list ?? [value]).allSatisfy { $0 != .null && !$0.isOmit }
        let texts = isText ? (value.list ?? [value]).map(\.pythonText) : []
        let (hosts, unknown) = try inventory.knownHosts(
            matching: HostPattern(texts.contains("") ? [] : texts),
            at: play.hosts.place
        )
        return (try limited(hosts), unknown)
    }

    /// Those of the hosts that the limit matches too.
    func limited(_ hosts: [String]) throws(Diagnostic) -> [String] {
        var hosts = hosts
        for limit in run.options.limit {
            let limited = try run.inventory.hosts(matching: HostPattern.limit(limit))
            hosts.removeAll { !limited.contains($0) }
        }
        return hosts
    }

    private func ordered(_ hosts: [String], _ order: HostOrder) -> [String] {
        switch order {
        case .inventory: hosts
        case .reverseInventory: hosts.reversed()
        case .sorted: hosts.sorted()
        case .reverseSorted: hosts.sorted().reversed()
        case .shuffle: hosts.shuffled()
        }
    }

    /// The batches of `serial`.
    func batches(of hosts: [String], _ play: Play) throws(Diagnostic) -> [[String]] {
        let evaluator = KeywordEvaluator.ofPlay(play, run: run)
        var sizes: [HostBatches.Size] = []
        for node in play.serial {
            let value = try evaluator.value(node)
            for entry in value.list ?? [value] where !entry.isOmit {
                sizes.append(try size(entry, node))
            }
        }
        return HostBatches.split(hosts, sizes: sizes)
    }

    private func size(_ value: Value, _ node: Node) throws(Diagnostic) -> HostBatches.Size {
        let text = value.pythonText
        if text.hasSuffix("%"), let number = Double(text.dropLast()) { return .percentage(number) }
        if let number = Int(text) { return .count(number) }
        throw Diagnostic(
            "'\(text)' is no number of hosts",
            at: node.place,
            expected: "a whole number, or a percentage such as '30%'"
        )
    }
}

extension KeywordEvaluator {
    /// Evaluates what belongs to a play and no host: with its variables and the extra ones.
    static func ofPlay(_ play: Play, run: RunState) -> KeywordEvaluator {
        let state = PlayState(play, name: play.title, allHosts: [], batch: [])
        let scope = run.scope(for: ScopeSubject(host: "", play: state))
        let paths = ControllerPaths(
            role: nil,
            taskFile: nil,
            playbookDirectory: play.playbookDirectory
        )
        return KeywordEvaluator(
            engine: TemplateEngine(
                scope: scope,
                controller: TemplateFiles(paths: paths, vaults: run.vaults),
                secrets: run.mask
            ),
            vaults: run.vaults
        )
    }

    /// Evaluates with the variables of a host, outside of any play.
    static func ofHost(
        _ host: String,
        run: RunState,
        with variables: [VariableSet] = []
    ) -> KeywordEvaluator {
        let directory = run.playbookDirectory
        let paths = ControllerPaths(role: nil, taskFile: nil, playbookDirectory: directory)
        return KeywordEvaluator(
            engine: TemplateEngine(
                scope: run.scope(for: ScopeSubject(host: host, variables: variables)),
                controller: TemplateFiles(paths: paths, vaults: run.vaults),
                secrets: run.mask
            ),
            vaults: run.vaults
        )
    }
}
