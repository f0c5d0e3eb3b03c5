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
    /// The loop's variables, and others that only this execution has.
    var extra: ValueMap = [:]
    /// Whether the task runs in check mode, if that differs from the run.
    var isCheckMode: Bool?
    /// Whether differences are shown, if that differs from the run.
    var isDiffMode: Bool?
}

extension RunState {
    /// The variables of a task on a host, by Ansible's 22 levels of precedence.
    func scope(for subject: ScopeSubject) -> TaskScope {
        let known = host(subject.host).current
        let role = subject.role
        let playRoles = subject.play?.play.roles ?? []
        var levels: [VariableLevel] = [
            .values(subject.extra),
            .magic(
                MagicVariables(
                    .init(
                        run: self,
                        host: subject.host,
                        play: subject.play,
                        role: role,
                        isCheckMode: subject.isCheckMode ?? options.isCheckMode,
                        isDiffMode: subject.isDiffMode ?? options.isDiffMode
                    )
                )
            ),
            .sets(extraVariables),
            .includes(subject.include),
            .sets(role?.parameters ?? []),
            .values(known.results),
            .sets(known.includedFiles),
            .sets(subject.variables),
            .sets(role?.variables ?? []),
            .sets(known.publicVariables),
            .sets(playRoles.flatMap(\.variables)),
            .sets(subject.variableFiles),
            .sets(subject.play?.play.variables ?? []),
            .values(known.topFacts),
            .values(["ansible_facts": .map(known.facts)]),
        ]
        levels += inventoryLevels(of: subject.host)
        levels += [
            .sets(role?.defaults ?? []),
            .sets(known.publicDefaults),
            .sets(playRoles.flatMap(\.defaults)),
            .values(connectionDefaults),
        ]
        return TaskScope(levels: levels, vaults: vaults)
    }

    /// The variables of a host as `hostvars` shows them: without any play.
    func scope(ofHost name: String) -> TaskScope { scope(for: ScopeSubject(host: name)) }

    /// What options of the command line say of connections, the weakest level of all.
    private var connectionDefaults: ValueMap {
        var values: ValueMap = [:]
        values["ansible_user"] = options.remoteUser.map { .string($0) }
        values["ansible_connection"] = options.connection.map { .string($0) }
        return values
    }
}
