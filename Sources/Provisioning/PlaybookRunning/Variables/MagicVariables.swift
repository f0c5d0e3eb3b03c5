internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import Playbooks
internal import Templating

/// The variables that a run itself gives to templates, computed when they are asked for.
struct MagicVariables: Sendable {
    /// What the variables are computed from.
    struct Source: Sendable {
        /// The run.
        let run: RunState
        /// The host of the inventory.
        let host: String
        /// The play, inside of one.
        var play: PlayState?
        /// The role of the task.
        var role: Role?
        /// The environment that the task's keywords give.
        var environment: [Node] = []
        /// Whether the task is delegated.
        var isDelegated = false
        /// Where the files that the task names are looked for.
        var searchPath: [String] = []
    }

    private let source: Source

    init(_ source: Source) {
        self.source = source
    }

    /// What a name stands for.
    func binding(of name: String) -> Binding? { Self.table[name]?(source) }

    /// The names that stand for something here.
    ///
    /// `hostvars` is left out: whoever takes all variables of a host would take those of all hosts
    /// with it, and theirs again.
    var names: [String] {
        Self.table.keys.filter { !Self.unlisted.contains($0) && binding(of: $0) != nil }
    }

    private static let unlisted: Set<String> = ["hostvars", "ansible_delegated_vars", "omit"]

    private typealias Entry = @Sendable (Source) -> Binding?

    private static func texts(_ texts: [String]) -> Binding {
        .value(.list(texts.map { .string($0) }))
    }

    private static func text(_ text: String?) -> Binding? { text.map { .value(.string($0)) } }

    private static let table: [String: Entry] = [
        "inventory_hostname": { text($0.host) },
        "inventory_hostname_short": {
            text(String($0.host.prefix { $0 != "." }))
        },
        "inventory_file": { source in
            let path = source.run.inventory.host(source.host)?.source
            return text(path.map { source.run.absolute($0) })
        },
        "inventory_dir": { source in
            let path = source.run.inventory.host(source.host)?.source
            return text(path.map { source.run.directory(ofInventory: $0) })
        },
        "ansible_inventory_sources": { source in
            texts(source.run.inventory.sources.map { source.run.absolute($0) })
        },
        "groups": { .value(.map($0.run.inventory.groupsValue)) },
        "group_names": { texts($0.run.inventory.groupNames(of: $0.host)) },
        "hostvars": { .mapping(HostVariables(run: $0.run)) },
        "ansible_delegated_vars": {
            $0.isDelegated ? .mapping(DelegatedVariables(run: $0.run, host: $0.host)) : nil
        },
        "omit": { _ in .value(.omit) },
        "playbook_dir": { source in
            let path = source.play?.play.playbookDirectory ?? source.run.playbookDirectory
            return text(source.run.absolute(path))
        },
        "play_hosts": { $0.play.map { texts($0.activeHosts) } },
        "ansible_play_hosts": { $0.play.map { texts($0.hostsLeft) } },
        "ansible_play_batch": { $0.play.map { texts($0.activeHosts) } },
        "ansible_play_hosts_all": { $0.play.map { texts($0.allHosts) } },
        "ansible_play_name": { text($0.play?.name) },
        "ansible_play_role_names": { $0.play.map { texts($0.play.namedRoles) } },
        "role_names": { $0.play.map { texts($0.play.namedRoles) } },
        "ansible_dependent_role_names": { $0.play.map { texts($0.play.dependentRoles) } },
        "ansible_role_names": { $0.play.map { texts($0.play.allRoleNames) } },
        "ansible_collection_name": { source in
            source.role.map { .value($0.collection.map { .string($0) } ?? .null) }
        },
        "role_name": { text($0.role?.shortName) },
        "ansible_role_name": { text($0.role?.name) },
        "role_path": { source in text(source.role.map { source.run.absolute($0.path) }) },
        "ansible_parent_role_names": { source in
            guard let parents = source.role?.parents, !parents.isEmpty else { return nil }
            return texts(parents.reversed().map(\.name))
        },
        "ansible_parent_role_paths": { source in
            guard let parents = source.role?.parents, !parents.isEmpty else { return nil }
            return texts(parents.reversed().map { source.run.absolute($0.path) })
        },
        "ansible_check_mode": { .value(.bool($0.run.options.isCheckMode)) },
        "ansible_diff_mode": { .value(.bool($0.run.options.isDiffMode)) },
        "ansible_forks": { .value(.integer($0.run.options.forks)) },
        "ansible_verbosity": { .value(.integer($0.run.options.verbosity)) },
        "ansible_limit": { source in
            let limit = source.run.options.limit
            return limit.isEmpty ? nil : text(limit.joined(separator: ","))
        },
        "ansible_run_tags": { texts($0.run.options.tags.only.sorted()) },
        "ansible_skip_tags": { texts($0.run.options.tags.skipped.sorted()) },
        "ansible_version": { _ in .value(.map(version)) },
        "ansible_config_file": { _ in .value(.null) },
        "ansible_playbook_python": { _ in .value(.string(python)) },
        "ansible_search_path": { source in
            guard !source.searchPath.isEmpty else { return nil }
            return texts(source.searchPath.map { source.run.absolute($0) })
        },
        "environment": { source in
            guard let first = source.environment.first else { return .value([]) }
            return .node(Node(.list(source.environment), at: first.place))
        },
    ]

    /// The Python that the controller has; the one of the system when none is found.
    private static let python: String = {
        let folders = (Environment["PATH"] ?? "").split(separator: ":")
        let paths = folders.map { "\($0)/python3" }
        return paths.first { FileStatus.of($0) != nil } ?? "/usr/bin/python3"
    }()

    /// The version of the language that is spoken.
    private static let version: ValueMap = [
        "full": "2.14.18", "major": 2, "minor": 14, "revision": 18, "string": "2.14.18",
    ]
}
