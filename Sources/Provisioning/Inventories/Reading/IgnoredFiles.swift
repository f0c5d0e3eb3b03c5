/// The files of an inventory's folder that are no inventories.
enum IgnoredFiles {
    private static let ends = [
        ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg",
        ".retry",
    ]
    private static let names: Set<String> = ["group_vars", "host_vars", "vars_plugins"]

    /// Whether an entry of a folder is passed over.
    static func isIgnored(_ name: String) -> Bool {
        name.hasPrefix(".") || names.contains(name) || ends.contains { name.hasSuffix($0) }
    }
}
