internal import DocumentValues
internal import Templating

/// The variables that a task sees on one host: the levels of precedence, strongest first.
///
/// Nothing is merged or evaluated before a name is asked for.
final class TaskScope: VariableScope {
    private let levels: [VariableLevel]
    /// What holds of connections where no variable says otherwise, the weakest of all.
    private let usual: ValueMap
    private let vaults: VaultOpener

    init(levels: [VariableLevel], usual: ValueMap = [:], vaults: VaultOpener) {
        self.levels = levels
        self.usual = usual
        self.vaults = vaults
    }

    func binding(of name: String) -> Binding? {
        saidBinding(of: name) ?? usual[name].map { .value($0) }
    }

    /// What a name stands for because something says so.
    func saidBinding(of name: String) -> Binding? {
        for level in levels {
            if let binding = level.binding(of: name, opening: vaults) { return binding }
        }
        return nil
    }

    func isForeign(_ name: String) -> Bool {
        levels.lazy.compactMap { $0.isForeign(name, opening: self.vaults) }.first ?? false
    }

    func keepsText(_ name: String) -> Bool {
        levels.lazy.compactMap { $0.keepsText(name, opening: self.vaults) }.first ?? false
    }

    var names: [String] {
        Set(levels.flatMap(\.names)).union(usual.keys.compactMap(\.string)).sorted()
    }
}
