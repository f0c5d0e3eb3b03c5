/// The variables of the environment while a configuration is read: `setenv` and its like change them for
/// the lines that follow, and for nothing else.
///
/// Each reading begins with the variables of the process, so that a reload sees no changes of an earlier
/// reading. Only the thread that reads touches it.
final class ReadingVariables: @unchecked Sendable {
    private let outer: @Sendable (String) -> String?
    private var changed: [String: String?] = [:]
    private var kept: Set<String>?

    init(over outer: @escaping @Sendable (String) -> String?) {
        self.outer = outer
    }

    /// The value of a variable.
    func value(of name: String) -> String? {
        if let value = changed[name] { return value }
        if let kept, !kept.contains(name) { return nil }
        return outer(name) ?? ProgramFacts.variables[name]
    }

    /// `setenv`.
    func set(_ name: String, _ value: String) {
        changed[name] = .some(value)
    }

    /// `unsetenv`.
    func remove(_ name: String) {
        changed[name] = .some(nil)
    }

    /// `resetenv`: of all variables, only these are left.
    func keepOnly(_ names: Set<String>) {
        kept = kept?.intersection(names) ?? names
        changed = changed.filter { names.contains($0.key) }
    }
}
