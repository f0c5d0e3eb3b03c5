public import Diagnostics
public import DocumentValues

/// `include_tasks`: a file of tasks that is read where the include stands in the run.
public struct TasksInclude: Sendable {
    /// The keyword as written.
    public let name: String
    /// The file, possibly a template.
    public let file: Node
    /// `apply`: keywords for every included task.
    public let apply: Directives
    /// Where the include is named.
    public let place: SourcePlace
}

/// `include_role`: a role that is loaded where the include stands in the run.
public struct RoleInclude: Sendable {
    /// The keyword as written.
    public let name: String
    /// The role's name, possibly a template.
    public let role: Node
    /// Which files of the role are used.
    public let entry: RoleEntry
    /// `apply`: keywords for every task of the role.
    public let apply: Directives
    /// `public`: whether the role's defaults and variables stay visible to the play.
    public let isPublic: Setting<Bool>?
    /// Where the include is named.
    public let place: SourcePlace
}

/// Which files of a role are used instead of `main`; possibly templates in an `include_role`.
public struct RoleEntry: Sendable {
    /// `tasks_from`.
    public var tasksFrom: Node?
    /// `vars_from`.
    public var varsFrom: Node?
    /// `defaults_from`.
    public var defaultsFrom: Node?
    /// `handlers_from`.
    public var handlersFrom: Node?
    /// `rolespec_validate`: whether the role's argument specifications are enforced.
    public var validatesSpecifications: Setting<Bool>?
    /// `allow_duplicates`.
    public var allowsDuplicates: Setting<Bool>?

    /// The main files.
    public init() {}
}
