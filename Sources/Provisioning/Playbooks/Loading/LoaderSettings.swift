public import DocumentValues

/// What the configuration says about loading playbooks.
public struct LoaderSettings: Sendable {
    /// Folders in which roles are looked for after those beside the playbook: `roles_path`.
    public var rolesPath: [String]

    /// Folders that hold collections, each below `ansible_collections`: `collections_path`.
    public var collectionsPath: [String]

    /// The variables of the command line, which names of imports and roles may use; later ones win.
    public var extraVariables: [VariableSet]

    /// How many diagnostics are reported at most.
    public var diagnosticLimit: Int

    /// Settings.
    public init(
        rolesPath: [String] = [],
        collectionsPath: [String] = [],
        extraVariables: [VariableSet] = [],
        diagnosticLimit: Int = 50
    ) {
        self.rolesPath = rolesPath
        self.collectionsPath = collectionsPath
        self.extraVariables = extraVariables
        self.diagnosticLimit = diagnosticLimit
    }
}
