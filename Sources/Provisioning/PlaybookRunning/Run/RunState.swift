internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import Playbooks
internal import RunReporting
internal import Synchronization
internal import Templating
internal import Vaulting

/// What all plays and hosts of a run share.
final class RunState: Sendable {
    let options: RunOptions
    let extraVariables: [VariableSet]
    let reports: RunReports
    let mask: SecretMask
    let keyring: VaultKeyring
    let vaults: VaultOpener
    let memory: HostMemory
    /// Reads what only the run knows.
    let loader: PlaybookLoader
    let inFlight = TasksInFlight()
    private struct Hosts {
        var inventory: Inventory
        var layers: [String: [VariableLevel]] = [:]
        /// The folder of the playbook that runs.
        var playbookDirectory = ""
        /// `group_vars` and `host_vars` beside it.
        var playbookFolder: VariableFolder?
    }

    private let hosts: Mutex<Hosts>

    /// What check mode knows of instances that are not there yet.
    let expectations = InstanceExpectations()

    init(
        options: RunOptions,
        inventory: Inventory,
        extraVariables: [VariableSet],
        reports: RunReports,
        mask: SecretMask,
        keyring: VaultKeyring,
        loader: PlaybookLoader,
        memory: HostMemory
    ) {
        self.options = options
        self.extraVariables = extraVariables
        self.reports = reports
        self.mask = mask
        self.keyring = keyring
        self.loader = loader
        self.memory = memory
        vaults = VaultOpener(keyring: keyring, mask: mask)
        hosts = Mutex(Hosts(inventory: inventory))
        for set in extraVariables { vaults.conceal(set) }
    }

    /// The folder of the playbook that runs.
    var playbookDirectory: String { hosts.withLock { $0.playbookDirectory } }

    /// Goes on with a playbook in that folder: its `group_vars` and `host_vars` count from now on.
    func enterPlaybook(in directory: String) throws(DiagnosticList) {
        let folder = try VariableFolder.load(beside: directory, keyring: keyring)
        hosts.withLock { hosts in
            hosts.playbookDirectory = absolute(directory)
            hosts.playbookFolder = folder
            hosts.layers = [:]
        }
    }

    /// The inventory with the hosts that the run added.
    var inventory: Inventory { hosts.withLock { $0.inventory } }

    /// Changes the inventory; says whether anything changed.
    func changeInventory(_ change: (inout Inventory) -> Bool) -> Bool {
        hosts.withLock { hosts in
            hosts.layers = [:]
            return change(&hosts.inventory)
        }
    }

    /// What is known of a host.
    func host(_ name: String) -> HostState { memory.state(of: name) }

    /// The inventory's variables of a host, strongest first.
    func inventoryLevels(of name: String) -> [VariableLevel] {
        hosts.withLock { hosts in
            if let levels = hosts.layers[name] { return levels }
            let folder = hosts.playbookFolder
            let layers = hosts.inventory.layers(for: name, playbook: folder)
            for layer in layers { vaults.conceal(layer.variables) }
            let levels = layers.reversed().map { VariableLevel.sets([$0.variables]) }
            hosts.layers[name] = levels
            return levels
        }
    }

    /// A path as seen from the root.
    func absolute(_ path: String) -> String {
        if path.contains(",") || path.hasPrefix("/") { return path }
        return (try? FileSystem.resolved(path)) ?? "\(CurrentProcess.directory)/\(path)"
    }

    /// The folder that an inventory source is in.
    func directory(ofInventory source: String) -> String {
        let path = absolute(source)
        if FileStatus.of(path)?.kind == .directory { return path }
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
