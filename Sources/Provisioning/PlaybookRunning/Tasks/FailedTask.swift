internal import DocumentValues
internal import Playbooks

/// What `rescue` sees of the task that failed: its keywords as they are written.
enum FailedTask {
    /// The value of `ansible_failed_task`.
    static func value(_ task: Task) -> ValueMap {
        let directives = task.directives
        var value: ValueMap = [
            "name": plain(task.name, else: ""),
            "action": .string(task.action.name),
            "args": .map(arguments(task.action)),
            "register": task.register.map { .string($0) } ?? .null,
            "when": list(directives.conditions),
            "tags": .list(directives.tags.map { .string($0) }),
            "notify": notified(directives.notifications),
            "vars": .map(variables(directives.variables)),
            "environment": list(directives.environment),
            "changed_when": list(task.changedWhen ?? []),
            "failed_when": list(task.failedWhen ?? []),
            "until": list(task.retry?.conditions ?? []),
            "retries": plain(task.retry?.retries?.node, else: 3),
            "delay": plain(task.retry?.delay?.node, else: 5),
            "async": plain(task.background?.limit.node, else: 0),
            "poll": plain(task.background?.poll?.node, else: 15),
        ]
        switch task.loop?.source {
        case .items(let node)?:
            value.merge(["loop": Value(plain: node), "loop_with": .null])
        case .lookup(let name, let terms)?:
            value.merge(["loop": Value(plain: terms), "loop_with": .string(name)])
        case nil:
            value.merge(["loop": .null, "loop_with": .null])
        }
        return value.merging(settings(directives))
    }

    private static func settings(_ directives: Directives) -> ValueMap {
        [
            "any_errors_fatal": plain(directives.anyErrorsFatal?.node, else: false),
            "become": plain(directives.become?.node, else: false),
            "become_flags": plain(directives.becomeFlags?.node),
            "become_method": plain(directives.becomeMethod?.node, else: "sudo"),
            "become_user": plain(directives.becomeUser?.node),
            "check_mode": plain(directives.checkMode?.node, else: false),
            "connection": plain(directives.connection?.node, else: "ssh"),
            "delegate_facts": plain(directives.delegateFacts?.node),
            "delegate_to": plain(directives.delegateTo?.node),
            "diff": plain(directives.diff?.node, else: false),
            "ignore_errors": plain(directives.ignoreErrors?.node),
            "ignore_unreachable": plain(directives.ignoreUnreachable?.node),
            "no_log": plain(directives.noLog?.node, else: false),
            "port": plain(directives.port?.node),
            "remote_user": plain(directives.remoteUser?.node),
            "run_once": plain(directives.runOnce?.node),
            "throttle": plain(directives.throttle?.node, else: 0),
            "timeout": plain(directives.timeout?.node, else: 0),
        ]
    }

    private static func arguments(_ action: Action) -> ValueMap {
        guard case .module(let call) = action else { return [:] }
        var values: ValueMap = [:]
        for pair in call.arguments { values[Value(plain: pair.key)] = Value(plain: pair.value) }
        return values
    }

    private static func variables(_ sets: [VariableSet]) -> ValueMap {
        var values: ValueMap = [:]
        for pair in sets.flatMap(\.pairs) {
            values[Value(plain: pair.key)] = Value(plain: pair.value)
        }
        return values
    }

    private static func notified(_ nodes: [Node]) -> Value {
        nodes.count < 2 ? plain(nodes.first) : list(nodes)
    }

    private static func plain(_ node: Node?, else missing: Value = .null) -> Value {
        node.map { Value(plain: $0) } ?? missing
    }

    private static func list(_ nodes: [Node]) -> Value { .list(nodes.map { Value(plain: $0) }) }
}
