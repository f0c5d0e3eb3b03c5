public import Diagnostics
public import DocumentValues
import LinuxSystem
public import ModuleContract
public import Vaulting

/// Loads playbooks and checks all that can be checked before any host is contacted.
public struct PlaybookLoader: Sendable {
    let catalog: ModuleCatalog
    let settings: LoaderSettings
    let keyring: VaultKeyring

    /// A loader.
    ///
    /// - Parameters:
    ///   - catalog: the modules that tasks may name.
    ///   - settings: where roles are looked for, and what the engine knows.
    ///   - keyring: the passwords of vaulted files.
    public init(
        catalog: ModuleCatalog,
        settings: LoaderSettings = LoaderSettings(),
        keyring: VaultKeyring = VaultKeyring()
    ) {
        self.catalog = catalog
        self.settings = settings
        self.keyring = keyring
    }

    /// A playbook with all that it imports.
    ///
    /// - Throws: everything that is wrong with it, up to the limit of the settings.
    public func load(_ path: String) throws(DiagnosticList) -> Playbook {
        guard FileStatus.of(path)?.kind == .file else {
            throw DiagnosticList([Diagnostic("the playbook '\(path)' was not found")])
        }
        return try load(path) { $0.read(path, from: nil, ImportedContext()) }
    }

    /// A playbook out of a document that another file holds, as a drill holds its stages.
    ///
    /// - Throws: everything that is wrong with it, up to the limit of the settings.
    public func load(
        document: Node,
        heldBy path: String
    ) throws(DiagnosticList) -> Playbook {
        try load(path) { $0.read(document: document, heldBy: path) }
    }

    private func load(
        _ path: String,
        _ read: (PlaybookReader) -> [Play]
    ) throws(DiagnosticList) -> Playbook {
        let session = LoadSession(catalog: catalog, settings: settings, keyring: keyring)
        let plays = read(PlaybookReader(session: session))
        try session.throwErrors()
        return Playbook(
            path: path,
            plays: plays,
            mentionedNames: session.mentionedNames,
            warnings: session.diagnostics.filter { $0.severity == .warning }
        )
    }
}
