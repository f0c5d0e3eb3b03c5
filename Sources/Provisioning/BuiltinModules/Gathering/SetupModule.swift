internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `setup`: facts about the target, gathered by one script.
enum SetupModule: TaskModule {
    struct Arguments: Sendable {
        /// Whether network and hardware are wanted.
        var wantsNetwork: Bool
        var wantsHardware: Bool
        /// The folder of the target's own facts.
        var factFolder: String
        /// Patterns of which one has to match a fact's name; empty takes all.
        var filters: [String]
        /// How long gathering may take.
        var timeout: Duration
    }

    static let description = ModuleDescription(
        name: "setup",
        otherNames: ["gather_facts", "ansible.builtin.gather_facts"],
        arguments: ArgumentTable([
            ArgumentSpecification("gather_subset", .list(.string), defaultValue: ["all"]),
            ArgumentSpecification("gather_timeout", .integer, defaultValue: 10),
            ArgumentSpecification("filter", .list(.string), defaultValue: []),
            ArgumentSpecification("fact_path", .path, defaultValue: "/etc/ansible/facts.d"),
        ])
    )

    private static let subsets = [
        "all", "min", "network", "hardware", "virtual", "interfaces", "default_ipv4", "mounts",
        "distribution", "date_time", "env", "user", "service_mgr", "pkg_mgr", "platform", "local",
        "lsb", "fips", "cmdline", "loadavg", "ssh_pub_keys", "dns", "python", "selinux",
        "apparmor", "caps", "chroot", "system_capabilities", "all_ipv4_addresses",
        "all_ipv6_addresses", "default_ipv6", "devices", "facter", "ohai", "processor",
        "memtotal_mb", "virtualization_type", "virtualization_role", "distribution_version",
        "distribution_release", "distribution_major_version", "os_family", "python_version",
        "architecture", "kernel", "hostname", "fqdn", "domain", "nodename", "machine", "system",
    ]

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let words = arguments.strings("gather_subset")
        for word in words {
            let bare = word.hasPrefix("!") ? String(word.dropFirst()) : word
            guard subsets.contains(bare) else {
                throw ModuleFailure(
                    "Bad subset '\(word)' given to Ansible. gather_subset options allowed: "
                        + subsets.joined(separator: ", ")
                )
            }
        }
        let asked = words.filter { !$0.hasPrefix("!") && $0 != "min" }
        let isAll =
            words.contains("all")
            || asked.isEmpty && !words.contains("!all")
                && !words.contains("min")
        func wants(_ names: [String]) -> Bool {
            if names.contains(where: { words.contains("!" + $0) }) { return false }
            return isAll || names.contains { asked.contains($0) }
        }
        return Arguments(
            wantsNetwork: wants(["network", "interfaces", "default_ipv4"]),
            wantsHardware: wants(["hardware", "virtual", "mounts"]),
            factFolder: arguments.string("fact_path"),
            filters: arguments.strings("filter").filter { $0 != "*" },
            timeout: .seconds(arguments.integer("gather_timeout"))
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<ValueMap> {
        var command = ShellCommand.script(FactScript.script, [arguments.factFolder])
        command.timeout = arguments.timeout
        return .facts(from: [.command(command)]) { (replies) throws(ModuleFailure) in
            guard let result = replies.first?.command else {
                throw ModuleFailure("could not gather facts: no reply")
            }
            if result.isTimedOut {
                throw ModuleFailure("gathering facts took longer than gather_timeout")
            }
            return facts(FactReader(result.text), arguments)
        }
    }

    private static func facts(_ reader: FactReader, _ arguments: Arguments) -> ValueMap {
        var facts = SystemFacts.identity(reader)
        facts.merge(DistributionFacts.values(reader))
        facts.merge(SystemFacts.python(reader))
        facts.merge(MachineFacts.keys(reader))
        facts["local"] = .map(LocalFacts.values(reader))
        facts["module_setup"] = true
        if arguments.wantsNetwork { facts.merge(NetworkFacts.values(reader)) }
        if arguments.wantsHardware {
            facts.merge(SystemFacts.hardware(reader))
            facts.merge(MachineFacts.firmware(reader))
        }
        facts["gather_subset"] = arguments.wantsHardware ? ["all"] : ["min"]
        guard !arguments.filters.isEmpty else { return facts }
        var chosen: ValueMap = [:]
        for entry in facts {
            let name = entry.key.string ?? ""
            let isChosen = arguments.filters.contains { pattern in
                matchesShellPattern(name, pattern)
                    || matchesShellPattern("ansible_" + name, pattern)
            }
            if isChosen { chosen[entry.key] = entry.value }
        }
        return chosen
    }

    static func plan(_ arguments: Arguments, facts: ValueMap) throws(ModuleFailure) -> Plan {
        var prefixed: ValueMap = [:]
        for entry in facts { prefixed["ansible_" + (entry.key.string ?? "")] = entry.value }
        return Plan(
            effects: [.gatheredFacts(prefixed)],
            result: ["ansible_facts": .map(prefixed)]
        )
    }
}

/// Whether a name fits a pattern of the shell: `*` and `?`.
func matchesShellPattern(_ name: String, _ pattern: String) -> Bool {
    var reachable: Set<Int> = [0]
    let characters = Array(name)
    for element in pattern {
        switch element {
        case "*":
            guard let first = reachable.min() else { return false }
            reachable = Set(first...characters.count)
        case "?":
            reachable = Set(reachable.filter { $0 < characters.count }.map { $0 + 1 })
        default:
            reachable = Set(
                reachable.filter { $0 < characters.count && characters[$0] == element }.map {
                    $0 + 1
                }
            )
        }
    }
    return reachable.contains(characters.count)
}
