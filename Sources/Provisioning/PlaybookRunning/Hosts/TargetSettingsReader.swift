internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import Inventories
internal import Playbooks
internal import RunReporting
internal import Templating

/// Reads how a host is reached from its variables and a task's keywords.
struct TargetSettingsReader {
    let run: RunState
    /// Evaluates with the variables of a host.
    let evaluator: (_ host: String) -> Evaluator
    let directives: Directives?

    /// The settings of a host.
    func settings(of host: String, isIncusHost: Bool = false) throws(Diagnostic) -> TargetSettings {
        let variables = Variables(evaluator: evaluator(host))
        let own = isIncusHost ? nil : directives
        var settings = TargetSettings(name: host)
        settings.kind = try kind(of: host, variables, own)
        settings.address = try variables.text("ansible_host", "ansible_ssh_host") ?? host
        settings.port = try variables.evaluator.integer(own?.port)
        if let port = try variables.text("ansible_port", "ansible_ssh_port") {
            settings.port = Int(port)
        }
        let user = try variables.evaluator.word(own?.remoteUser) ?? run.options.remoteUser
        settings.user = try variables.text("ansible_user", "ansible_ssh_user") ?? user
        settings.password = try variables.text(
            "ansible_password",
            "ansible_ssh_password",
            "ansible_ssh_pass"
        )
        if let password = settings.password { run.mask.add(password) }
        settings.keyFile =
            try variables.text(
                "ansible_ssh_private_key_file",
                "ansible_private_key_file"
            ) ?? run.options.privateKeyFile
        settings.configurationFile = try variables.text("ansible_ssh_config_file")
        settings.knownHostsFile = try variables.text("ansible_ssh_known_hosts_file")
        settings.acceptsNewHostKeys = try acceptsNewKeys(variables)
        let timeout = try variables.text("ansible_timeout", "ansible_ssh_timeout")
        settings.timeout = .seconds(timeout.flatMap { Int($0) } ?? run.options.timeout ?? 10)
        settings.stateDirectory = try variables.text("switchyard_state_directory")
        if settings.kind == .incus { try readIncus(variables, &settings) }
        return settings
    }

    private func kind(
        of host: String,
        _ variables: Variables,
        _ directives: Directives?
    ) throws(Diagnostic) -> TargetSettings.Kind {
        let keyword = try variables.evaluator.word(directives?.connection)
        let word =
            try variables.text("ansible_connection")
            ?? keyword ?? run.options.connection ?? "ssh"
        guard let kind = Self.kinds[word] else {
            throw Diagnostic.unknown(
                "connection",
                word,
                among: TargetSettings.Kind.allCases.map(\.rawValue),
                at: directives?.connection?.node.place
            )
        }
        return kind
    }

    private static let kinds: [String: TargetSettings.Kind] = [
        "ssh": .ssh, "ansible.builtin.ssh": .ssh, "smart": .ssh, "paramiko": .ssh,
        "local": .local, "ansible.builtin.local": .local,
        "incus": .incus, "community.general.incus": .incus, "community.general.lxd": .incus,
        "lxd": .incus,
    ]

    private func acceptsNewKeys(_ variables: Variables) throws(Diagnostic) -> Bool {
        if run.options.acceptsNewHostKeys { return true }
        let word = try variables.text("ansible_host_key_checking", "ansible_ssh_host_key_checking")
        return word == "accept-new"
    }

    private func readIncus(
        _ variables: Variables,
        _ settings: inout TargetSettings
    ) throws(Diagnostic) {
        settings.instance = try variables.text("ansible_incus_instance") ?? settings.name
        settings.project = try variables.text("ansible_incus_project") ?? "default"
        settings.incusSocket = try variables.text("ansible_incus_socket")
        guard let host = try variables.text("ansible_incus_host") else {
            throw Diagnostic(
                "the host '\(settings.name)' does not say which Incus host it is on",
                expected: "the variable 'ansible_incus_host', the name of a host of the inventory"
            )
        }
        guard run.inventory.host(host) != nil else {
            throw Diagnostic.unknown(
                "Incus host",
                host,
                among: run.inventory.hostNames,
                at: nil,
                hint: "it is the variable 'ansible_incus_host' of '\(settings.name)'"
            )
        }
        let outer = try self.settings(of: host, isIncusHost: true)
        settings.incusHost = [outer]
    }

    /// Variables by name, evaluated.
    private struct Variables {
        let evaluator: Evaluator

        /// The text of the first of these that is set.
        func text(_ names: String...) throws(Diagnostic) -> String? {
            for name in names {
                let value: Value
                switch evaluator.engine.scope.binding(of: name) {
                case .value(let data)?: value = data
                case .node(let node)?: value = try evaluator.value(node)
                default: continue
                }
                if value == .null || value.isOmit { continue }
                return value.pythonText
            }
            return nil
        }
    }
}
