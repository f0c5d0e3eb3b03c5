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
            .foreign(known.results, among: known.foreignResults),
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
        return TaskScope(levels: levels, usual: connectionDefaults(subject), vaults: vaults)
    }

    /// The variables of a host as `hostvars` shows them: without any play.
    func scope(ofHost name: String) -> TaskScope { scope(for: ScopeSubject(host: name)) }

    /// What plays and options of the command line say of connections.
    ///
    /// In a play every host has an address, its name, and a connection, if nothing else is said.
    private func connectionDefaults(_ subject: ScopeSubject) -> ValueMap {
        var values: ValueMap = [:]
        if subject.play != nil { values["ansible_host"] = .string(subject.host) }
        values["ansible_user"] = options.remoteUser.map { .string($0) }
        values["ansible_connection"] = options.connection.map { .string($0) }
        if let play = subject.play {
            let name = play.play.directives.connection?.fixed ?? options.connection ?? "ssh"
            values["ansible_connection"] = .string(name)
        }
        return values
    }
}
