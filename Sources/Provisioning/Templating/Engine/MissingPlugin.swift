internal import AnsibleNames
internal import Diagnostics

/// What a template names and Switchyard does not have.
enum MissingPlugin: String {
    case filter, test, lookup

    /// The finding before the run: a note when Ansible has it, else an error.
    func noticed(_ name: String, at place: SourcePlace) -> Diagnostic {
        guard isAnsibles(name) else {
            return .unknown(rawValue, name, among: known, at: place)
        }
        return Diagnostic("the \(rawValue) '\(name)' is not supported", at: place, severity: .note)
    }

    /// The error of a template that comes to it.
    func reached(_ name: String, at place: SourcePlace) -> Diagnostic {
        var diagnostic = noticed(name, at: place)
        diagnostic.severity = .error
        return diagnostic
    }

    private func isAnsibles(_ name: String) -> Bool {
        switch self {
        case .filter: PluginNames.containsFilter(name)
        case .test: PluginNames.containsTest(name)
        case .lookup: PluginNames.containsLookup(name)
        }
    }

    private var known: [String] {
        switch self {
        case .filter: Array(FilterTable.entries.keys)
        case .test: Array(TestTable.entries.keys)
        case .lookup: Array(LookupTable.entries.keys)
        }
    }
}
