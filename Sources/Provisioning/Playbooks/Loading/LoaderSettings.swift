/// What the configuration says about loading playbooks.
public struct LoaderSettings: Sendable {
    /// Folders in which roles are looked for after those beside the playbook: `roles_path`.
    public var rolesPath: [String]

    /// The strategies that the engine knows.
    public var strategies: Set<Strategy>

    /// How many diagnostics are reported at most.
    public var diagnosticLimit: Int

    /// Settings.
    public init(
        rolesPath: [String] = [],
        strategies: Set<Strategy> = [.linear],
        diagnosticLimit: Int = 50
    ) {
        self.rolesPath = rolesPath
        self.strategies = strategies
        self.diagnosticLimit = diagnosticLimit
    }
}
