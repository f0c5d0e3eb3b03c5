import Diagnostics
public import DocumentValues

/// What the configuration says about loading playbooks.
public struct LoaderSettings: Sendable {
    /// Folders in which roles are looked for after those beside the playbook: `roles_path`.
    public var rolesPath: [String]

    /// Folders that hold collections, each below `ansible_collections`: `collections_path`.
    public var collectionsPath: [String]

    /// The strategies that the engine knows.
    public var strategies: Set<Strategy>

    /// The variables of the command line, which names of imports and roles may use; later ones win.
    public var extraVariables: [VariableSet]

    /// How many diagnostics are reported at most.
    public var diagnosticLimit: Int

    /// Settings.
    public init(
        rolesPath: [String] = [],
        collectionsPath: [String] = [],
        strategies: Set<Strategy> = [.linear],
        extraVariables: [VariableSet] = [],
        diagnosticLimit: Int = 50
    ) {
        self.rolesPath = rolesPath
        self.collectionsPath = collectionsPath
        self.strategies = strategies
        self.extraVariables = extraVariables
        self.diagnosticLimit = diagnosticLimit
    }

    /// What is said of a strategy that the engine does not know.
    func refusal(of strategy: Strategy, at place: SourcePlace?) -> Diagnostic {
        let known = strategies.map(\.rawValue).sorted().joined(separator: ", ")
        return Diagnostic(
            "the strategy '\(strategy.rawValue)' is not supported",
            at: place,
            expected: "one of \(known)"
        )
    }
}
