internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import Templating

/// What a scope is for: the task, where it stands, and what its loop adds.
struct ScopeSubject {
    /// The host of the inventory.
    let host: String
    /// The play, inside of one.
    var play: PlayState?
    /// The files of the play's `vars_files`.
    var variableFiles: [VariableSet] = []
    /// The role of the task.
    var role: Role?
    /// The variables of the task and of the blocks around it.
    var variables: [VariableSet] = []
    /// What the dynamic includes around it give.
    var include: IncludeContext = .none
    /// The environment that the task's keywords give.
    var environment: [Node] = []
    /// The loop's variables, and others that only this execution has.
    var extra = RoundVariables()
    /// Whether the task is delegated to another host.
    var isDelegated = false
    /// The host that it is delegated to, once that is known.
    var delegate: String?
    /// Whether the host has an address, its name if nothing else is said, as in a play.
    var isAddressed = false
    /// Where the files that the task names are looked for.
    var searchPath: [String] = []
}

extension RunState {
    /// The variables of a task on a host, by Ansible's 22 levels of precedence.
    func scope(for subject: ScopeSubject) -> TaskScope {
        let known = host(subject.host).current
        let role = subject.role
        let playRoles = subject.play?.play.roles ?? []
        var levels: [VariableLevel] = [
            .sets(subject.extra.files),
            .foreign(subject.extra.values, among: subject.extra.foreignNames),
            .magic(
                MagicVariables(
                    .init(
                        run: self,
                        host: subject.host,
                        play: subject.play,
                        role: role,
                        environment: subject.environment,
                        isDelegated: subject.isDelegated,
                        searchPath: subject.searchPath
                    )
                )
            ),
            .sets(extraVariables),
            .includes(subject.include),
            .sets(role?.parameters ?? []),
            .results(
                .foreign(known.results, among: known.foreignResults),
                keptTexts: known.keptTexts
            ),
            .sets(known.includedFiles),
            .sets(subject.variables),
            .sets(role?.variables ?? []),
            .sets(known.publicVariables),
            .sets(playRoles.flatMap(\.variables)),
            .sets(subject.variableFiles),
            .sets(subject.play?.play.variables ?? []),
            .foreign(known.topFacts, among: nil),
            .foreign(["ansible_facts": .map(known.facts)], among: nil),
        ]
        levels += inventoryLevels(of: subject.host)
        levels += [
            .sets(role?.defaults ?? []),
            .sets(known.publicDefaults),
            .sets(playRoles.flatMap(\.defaults)),
        ]
        if subject.play != nil || subject.isAddressed {
            levels.append(.sets([address(subject.delegate ?? subject.host)]))
        }
        return TaskScope(levels: levels, usual: connectionDefaults(subject), vaults: vaults)
    }

    /// The variables of a host as `hostvars` shows them: without any play.
    func scope(ofHost name: String) -> TaskScope { scope(for: ScopeSubject(host: name)) }

    /// The address of a host, in what a task sees whose own host has none: its name, if its
    /// variables say nothing else.
    private func address(_ host: String) -> VariableSet {
        let name = "ansible_host"
        var set = VariableSet(origin: "the address of \(host)")
        let source = SourceText(name: set.origin, text: host)
        let place = SourcePlace(source, line: 1, column: 1)
        var value = Node(.literal(host), at: place)
        for level in inventoryLevels(of: host) {
            guard case .node(let node)? = level.binding(of: name, opening: vaults) else { continue }
            value = node
            break
        }
        set.set(Node.Pair(key: Node(.string(name), at: place), value: value))
        return set
    }

    /// What plays and options of the command line say of connections, the weakest of all.
    ///
    /// In a play every host has a connection.
    private func connectionDefaults(_ subject: ScopeSubject) -> ValueMap {
        var values: ValueMap = [:]
        values["ansible_user"] = options.remoteUser.map { .string($0) }
        values["ansible_connection"] = options.connection.map { .string($0) }
        if let play = subject.play {
            let name = play.play.directives.connection?.fixed ?? options.connection ?? "ssh"
            values["ansible_connection"] = .string(name)
        }
        return values
    }
}
