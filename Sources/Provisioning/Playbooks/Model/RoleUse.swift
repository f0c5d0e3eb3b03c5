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
    /// Where the entry starts.
    var place: SourcePlace
}
