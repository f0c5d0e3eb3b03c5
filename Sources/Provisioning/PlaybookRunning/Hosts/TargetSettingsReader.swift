internal import Diagnostics
internal import DocumentValues
internal import HostConnections
internal import Inventories
internal import Playbooks
internal import RunReporting
internal import SSHConnections
internal import Templating

/// Reads how a host is reached from its variables and a task's keywords.
struct TargetSettingsReader {
    let run: RunState
    /// Evaluates with the variables of a host.
    let evaluator: (_ host: String) -> KeywordEvaluator
    let directives: Directives?

    /// The settings of a host; `within` are the containers on the way to it, the outermost last.
    func settings(
        of host: String,
        within containers: [String] = []
    ) throws(Diagnostic) -> TargetSettings {
        let variables = ConnectionVariables(evaluator: evaluator(host))
        let own = containers.isEmpty ? directives : nil
        var settings = TargetSettings(name: host)
        settings.kind = try kind(of: host, variables, own)
        settings.address = try variables.text("ansible_host", "ansible_ssh_host") ?? host
        settings.port = try variables.evaluator.integer(own?.port) ?? run.options.remotePort
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
        settings.sshArguments = try sshArguments(variables)
        settings.configurationFile = try variables.text("ansible_ssh_config_file")
        settings.knownHostsFile = try variables.text("ansible_ssh_known_hosts_file")
        settings.acceptsNewHostKeys = try acceptsNewKeys(variables)
        let timeout = try variables.text("ansible_timeout", "ansible_ssh_timeout")
        settings.timeout = .seconds(timeout.flatMap { Int($0) } ?? run.options.timeout ?? 10)
        settings.stateDirectory = try variables.text("switchyard_state_directory")
        settings.incusSocket = try variables.text("ansible_incus_socket")
        if settings.kind.needsIncusHost { try readIncus(variables, containers, &settings) }
        return settings
    }

    /// Fails when the variables of a host can't lead to a connection, whatever the run finds out:
    /// the Incus host is not said, not there, or on the host itself.
    func checkIncusHost(of host: String) throws(Diagnostic) {
        var way: [String] = []
        var next = host
        while true {
            let variables = ConnectionVariables(evaluator: evaluator(next))
            // A variable that has no value yet may get one while the play runs.
            let said = try? variables.text("ansible_connection")
            guard let word = said ?? run.options.connection,
                ConnectionKind.named(word)?.needsIncusHost == true
            else { return }
            guard
                (try? variables.text("ansible_incus_host")) != nil
                    || variables.place(of: "ansible_incus_host") == nil
            else { return }
            way.append(next)
            next = try incusHost(of: next, variables, way)
        }
    }

    private func sshArguments(
        _ variables: ConnectionVariables
    ) throws(Diagnostic) -> [ClientArguments] {
        var arguments: [ClientArguments] = []
        for name in ["ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"] {
            guard let text = try variables.text(name) else {
                if let usual = run.options.sshArguments[name] { arguments.append(usual) }
                continue
            }
            let place = variables.place(of: name)
            arguments.append(ClientArguments(text, name: name, at: place))
        }
        return arguments
    }

    private func kind(
        of host: String,
        _ variables: ConnectionVariables,
        _ directives: Directives?
    ) throws(Diagnostic) -> ConnectionKind {
        let keyword = try variables.evaluator.word(directives?.connection)
        let variable = try variables.text("ansible_connection")
        let word = variable ?? keyword ?? run.options.connection ?? "ssh"
        if let kind = ConnectionKind.named(word) { return kind }
        throw Diagnostic.unknown(
            "connection",
            word,
            among: ConnectionKind.all.map(\.name),
            at: variable == nil
                ? directives?.connection?.node.place : variables.place(of: "ansible_connection")
        )
    }

    private func acceptsNewKeys(_ variables: ConnectionVariables) throws(Diagnostic) -> Bool {
        if run.options.acceptsNewHostKeys { return true }
        let word = try variables.text("ansible_host_key_checking", "ansible_ssh_host_key_checking")
        return word == "accept-new"
    }

    private func readIncus(
        _ variables: ConnectionVariables,
        _ containers: [String],
        _ settings: inout TargetSettings
    ) throws(Diagnostic) {
        settings.instance = try variables.text("ansible_incus_instance") ?? settings.name
        settings.project = try variables.text("ansible_incus_project") ?? "default"
        let way = containers + [settings.name]
        let host = try incusHost(of: settings.name, variables, way)
        settings.incusHost = [try self.settings(of: host, within: way)]
    }

    /// The name of the host that a container is on.
    private func incusHost(
        of container: String,
        _ variables: ConnectionVariables,
        _ way: [String]
    ) throws(Diagnostic) -> String {
        guard let host = try variables.text("ansible_incus_host") else {
            let given = variables.names.filter { $0.hasPrefix("ansible_incus") }
            throw Diagnostic(
                "the host '\(container)' does not say which Incus host it is on",
                at: variables.place(of: "ansible_connection"),
                expected: "the variable 'ansible_incus_host', the name of a host of the inventory",
                hint: closestWord(to: "ansible_incus_host", among: given)
                    .map { "is '\($0)' meant to be it?" }
            )
        }
        let place = variables.place(of: "ansible_incus_host")
        guard run.inventory.host(host) != nil else {
            throw Diagnostic.unknown(
                "Incus host",
                host,
                among: run.inventory.hostNames,
                at: place,
                hint: "it is the variable 'ansible_incus_host' of '\(container)'"
            )
        }
        if way.contains(host) {
            throw Diagnostic(
                "the way to the Incus host of '\(container)' leads back to '\(host)': "
                    + (way + [host]).joined(separator: ", then "),
                at: place,
                expected: "a host that is reached by SSH or is this machine"
            )
        }
        return host
    }
}
