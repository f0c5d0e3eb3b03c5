internal import BuiltinModules
internal import Diagnostics
internal import DocumentValues
internal import Inventories
internal import LinuxSystem
internal import PlaybookRunning
internal import Playbooks
internal import RunReporting
internal import Vaulting

/// Loads all that a run needs, before any host is contacted.
struct ProvisionPreparation {
    let settings: ProvisionSettings
    let mask: SecretMask
    let output: CommandOutput

    /// The engine, the playbooks, and the reports.
    func prepare(
        _ paths: [String]
    ) throws(DiagnosticList) -> (PlaybookEngine, [Playbook], ProvisionReports) {
        try prepare { (loader) throws(DiagnosticList) in try playbooks(paths, loader) }
    }

    /// The same for playbooks that are read otherwise, and reported otherwise than on the console.
    func prepare(
        reportingTo report: (any RunObserver)? = nil,
        _ read: (PlaybookLoader) throws(DiagnosticList) -> [Playbook]
    ) throws(DiagnosticList) -> (PlaybookEngine, [Playbook], ProvisionReports) {
        var problems: [Diagnostic] = []
        let keyring = try single { () throws(Diagnostic) in
            try VaultKeyring.load(settings.allVaultSources)
        }
        let loader = loader(keyring, (try? extraVariables(keyring)) ?? [])
        let playbooks = collect(&problems) { () throws(DiagnosticList) in
            try read(loader)
        }
        let made = collect(&problems) { () throws(DiagnosticList) in
            try self.parts(dialer: ConnectionDialer(), keyring: keyring, reportingTo: report)
        }
        guard problems.isEmpty, let (parts, reports) = made, let playbooks else {
            throw DiagnosticList(problems)
        }
        for warning in playbooks.flatMap(\.warnings) {
            output.writeError(warning.rendered() + "\n")
        }
        return (PlaybookEngine(parts), playbooks, reports)
    }

    /// What an engine is made of, but for the playbooks.
    func parts(dialer: any TargetDialer) throws(DiagnosticList) -> PlaybookEngine.Parts {
        let keyring = try single { () throws(Diagnostic) in
            try VaultKeyring.load(settings.allVaultSources)
        }
        return try parts(dialer: dialer, keyring: keyring).parts
    }

    private func parts(
        dialer: any TargetDialer,
        keyring: VaultKeyring,
        reportingTo report: (any RunObserver)? = nil
    ) throws(DiagnosticList) -> (parts: PlaybookEngine.Parts, reports: ProvisionReports) {
        var problems: [Diagnostic] = []
        let inventory = collect(&problems) { () throws(DiagnosticList) in
            try InventoryLoader(keyring: keyring).load(settings.allInventories)
        }
        let extra = collect(&problems) { () throws(DiagnosticList) in
            try extraVariables(keyring)
        }
        guard problems.isEmpty, let inventory, let extra else { throw DiagnosticList(problems) }
        for warning in inventory.warnings { output.writeError(warning.rendered() + "\n") }
        var parts = PlaybookEngine.Parts(
            inventory: inventory,
            loader: loader(keyring, extra),
            dialer: dialer
        )
        parts.options = try single { () throws(Diagnostic) in try options() }
        parts.extraVariables = extra
        parts.keyring = keyring
        parts.mask = mask
        let reports = try single { () throws(Diagnostic) in
            try ProvisionReports(settings, mask: mask, output: output, insteadOfConsole: report)
        }
        parts.reports = reports.reports
        return (parts, reports)
    }

    /// The playbooks; throws everything that is wrong with any of them.
    func playbooks(
        _ paths: [String],
        _ loader: PlaybookLoader
    ) throws(DiagnosticList) -> [Playbook] {
        var problems: [Diagnostic] = []
        let playbooks = paths.compactMap { path in
            collect(&problems) { () throws(DiagnosticList) in try loader.load(path) }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return playbooks
    }

    /// What `--extra-vars` gives; throws everything that is wrong with it.
    func extraVariables(_ keyring: VaultKeyring) throws(DiagnosticList) -> [VariableSet] {
        var problems: [Diagnostic] = []
        let sets = settings.extraVariables.compactMap { text in
            collect(&problems) { () throws(DiagnosticList) in
                try ExtraVariables.read(text, keyring: keyring)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return sets
    }

    /// What loads playbooks.
    func loader(_ keyring: VaultKeyring, _ extra: [VariableSet]) -> PlaybookLoader {
        PlaybookLoader(
            catalog: BuiltinModules.catalog,
            settings: LoaderSettings(
                rolesPath: rolesPath,
                collectionsPath: settings.collectionsPath,
                extraVariables: extra
            ),
            keyring: keyring
        )
    }

    private var rolesPath: [String] { settings.rolesPath + settings.usualRolesPath }

    private func options() throws(Diagnostic) -> RunOptions {
        var options = settings.options
        options.tags = settings.tagSelection
        if let path = settings.becomePasswordFile {
            do throws(SystemError) {
                let text = try FileSystem.readText(path)
                options.becomePassword = text.split(whereSeparator: \.isNewline).first
                    .map(String.init)
            } catch {
                throw Diagnostic("the password file '\(path)' can't be read: \(error.code)")
            }
        } else if settings.asksBecomePassword {
            guard let password = TerminalQuestion.askSecret("BECOME password: ") else {
                throw Diagnostic(
                    "there is no terminal to ask for a password",
                    hint: "give --become-password-file FILE"
                )
            }
            options.becomePassword = password
        }
        if let password = options.becomePassword { mask.add(password) }
        return options
    }

    private func collect<Result>(
        _ problems: inout [Diagnostic],
        _ body: () throws(DiagnosticList) -> Result
    ) -> Result? {
        do throws(DiagnosticList) {
            return try body()
        } catch {
            problems += error.diagnostics
            return nil
        }
    }

    private func single<Result>(
        _ body: () throws(Diagnostic) -> Result
    ) throws(DiagnosticList) -> Result {
        do throws(Diagnostic) {
            return try body()
        } catch {
            throw DiagnosticList([error])
        }
    }
}
