import Diagnostics
import DocumentValues

/// A role as an entry of `roles` or `dependencies` names it, before its folder is looked for.
struct RoleUse: Sendable {
    /// The role's name.
    var name: String
    /// Where the name stands.
    var namePlace: SourcePlace
    /// The entry's keywords.
    var directives: Directives
    /// `vars`.
    var variables: VariableSet
    /// Keys that are no keywords.
    var parameters: VariableSet
    /// Which files are used.
    var entry: RoleEntry
    /// Whether it is an `include_role` or `import_role`.
    var isInclude = false
    /// Where the entry starts.
    var place: SourcePlace

    /// Whether the role runs again where the same use ran already.
    func isRepeatable(_ content: RoleContent) -> Bool {
        isInclude ? entry.allowsDuplicates?.fixed ?? true : content.allowsDuplicates
    }
}
