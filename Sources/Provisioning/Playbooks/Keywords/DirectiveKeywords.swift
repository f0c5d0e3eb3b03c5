import AnsibleNames
import Diagnostics
import DocumentValues
import ModuleContract

/// The keywords that plays, roles, blocks and tasks share.
enum DirectiveKeywords {
    /// Every keyword.
    ///
    /// Plays keep `vars` apart, as another level of precedence: not in this table.
    static let table = PlaybookKeywordTable<Directives>(
        privileges + connections + outcomes + hosts + conditions + lists + refused
    )

    private static let privileges: [PlaybookKeyword<Directives>] = [
        PlaybookKeyword("become") { $1.become = $2.bool($0) },
        PlaybookKeyword("become_user") { $1.becomeUser = $2.textSetting($0) },
        PlaybookKeyword("become_method") { $1.becomeMethod = $2.textSetting($0) },
        PlaybookKeyword("become_flags") { $1.becomeFlags = $2.textSetting($0) },
    ]

    private static let connections: [PlaybookKeyword<Directives>] = [
        PlaybookKeyword("connection") { $1.connection = $2.textSetting($0) },
        PlaybookKeyword("remote_user") { $1.remoteUser = $2.textSetting($0) },
        PlaybookKeyword("port") { $1.port = $2.integer($0) },
        PlaybookKeyword("timeout") { $1.timeout = $2.integer($0) },
    ]

    private static let outcomes: [PlaybookKeyword<Directives>] = [
        PlaybookKeyword("ignore_errors") { $1.ignoreErrors = $2.bool($0) },
        PlaybookKeyword("ignore_unreachable") { $1.ignoreUnreachable = $2.bool($0) },
        PlaybookKeyword("any_errors_fatal") { $1.anyErrorsFatal = $2.bool($0) },
        PlaybookKeyword("no_log") { $1.noLog = $2.bool($0) },
        PlaybookKeyword("check_mode") { $1.checkMode = $2.bool($0) },
        PlaybookKeyword("diff") { $1.diff = $2.bool($0) },
    ]

    private static let hosts: [PlaybookKeyword<Directives>] = [
        PlaybookKeyword("run_once") { $1.runOnce = $2.bool($0) },
        PlaybookKeyword("throttle") { $1.throttle = $2.integer($0) },
        PlaybookKeyword("delegate_to", .belowPlays) { $1.delegateTo = $2.textSetting($0) },
        PlaybookKeyword("delegate_facts", .belowPlays) { $1.delegateFacts = $2.bool($0) },
    ]

    private static let conditions: [PlaybookKeyword<Directives>] = [
        PlaybookKeyword("when", .belowPlays) { $1.conditions = $2.conditions($0) },
        PlaybookKeyword("vars", .blocksAndTasks) { pair, directives, session in
            let variables = session.variables(pair, origin: "vars at \(pair.key.place)")
            if !variables.isEmpty { directives.variables = [variables] }
        },
    ]

    private static let lists: [PlaybookKeyword<Directives>] = [
        PlaybookKeyword("tags") { pair, directives, session in
            let nodes = pair.value.list ?? [pair.value]
            let templates = nodes.filter { $0.string.map(Node.mayBeTemplate) ?? false }
            directives.tagTemplates += templates.map { session.checked($0) }
            for node in nodes where !(node.string.map(Node.mayBeTemplate) ?? false) {
                let tags = session.words(Node.Pair(key: pair.key, value: node))
                directives.tags += tags.filter { !directives.tags.contains($0) }
            }
        },
        PlaybookKeyword("notify", .blocksAndTasks) { $1.notifications = $2.texts($0) },
        PlaybookKeyword("environment") { pair, directives, session in
            if pair.value.isNull { return }
            directives.environment = (pair.value.list ?? [pair.value]).filter { node in
                let isFine = node.map != nil || node.string.map(Node.mayBeTemplate) == true
                if !isFine {
                    session.report("'environment'", is: node, expected: "a mapping")
                }
                return isFine
            }
            _ = session.checked(pair.value)
        },
        PlaybookKeyword("module_defaults") { pair, directives, session in
            directives.moduleDefaults = session.moduleDefaults(pair)
        },
    ]

    private static let refused: [PlaybookKeyword<Directives>] = [
        PlaybookKeyword("collections") { pair, _, session in
            // Where short names are looked for: the table of names needs no telling.
            _ = session.words(pair)
        },
        PlaybookKeyword("debugger") { pair, _, session in
            session.refuseKeyword(pair, hint: "use --step, or the 'debug' module")
        },
    ]
}

extension LoadSession {
    /// Refuses a keyword of Ansible's that is outside of the subset.
    func refuseKeyword(_ pair: Node.Pair, hint: String?) {
        report(
            Diagnostic(
                "the keyword '\(pair.key.string ?? "")' is not supported",
                at: pair.key.place,
                hint: hint
            )
        )
    }

    /// `module_defaults`: mappings of modules to arguments.
    func moduleDefaults(_ pair: Node.Pair) -> [Node] {
        if pair.value.isNull { return [] }
        let nodes = pair.value.list ?? [pair.value]
        for node in nodes {
            guard let modules = node.map else {
                report("'module_defaults'", is: node, expected: "a mapping of modules to arguments")
                continue
            }
            for entry in modules {
                guard let name = entry.key.string else { continue }
                if catalog[name] == nil, !ModuleNames.contains(name), !name.hasPrefix("group/") {
                    report(.unknown("module", name, among: catalog.names, at: entry.key.place))
                }
                if entry.value.map == nil {
                    report("the defaults of '\(name)'", is: entry.value, expected: "a mapping")
                }
                _ = checked(entry.value)
            }
        }
        return nodes
    }
}
