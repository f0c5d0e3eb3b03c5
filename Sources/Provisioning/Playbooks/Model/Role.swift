public import Diagnostics
public import DocumentValues
public import ModuleContract

/// A role as a play uses it: its files, and what this use gives it.
public final class Role: Sendable {
    /// What the role's folder holds.
    public let content: RoleContent
    /// `vars` of the use.
    public let useVariables: VariableSet
    /// The parameters: keys of the use that are no keywords.
    public let ownParameters: VariableSet
    /// The roles that depend on this one or include it, outermost first; empty for a role that a
    /// play names.
    public let parents: [Role]
    /// The use's keywords, with what it inherits; the role's tasks hold them already.
    public let directives: Directives
    /// What the use has in common with those that it repeats.
    public let signature: String
    /// Where the use is written.
    public let place: SourcePlace

    /// A use of a role.
    init(
        content: RoleContent,
        useVariables: VariableSet,
        ownParameters: VariableSet,
        parents: [Role],
        directives: Directives,
        signature: String,
        place: SourcePlace
    ) {
        self.signature = signature
        self.content = content
        self.useVariables = useVariables
        self.ownParameters = ownParameters
        self.parents = parents
        self.directives = directives
        self.place = place
    }

    /// The role's name, with its collection: `ansible_role_name`.
    public var name: String { content.name }

    /// The role's name without its collection: `role_name`.
    public var shortName: String {
        guard let collection else { return name }
        return String(name.dropFirst(collection.count + 1))
    }

    /// The collection that the role belongs to, as `community.general`.
    public var collection: String? { content.collection }

    /// The role's folder: `role_path`.
    public var path: String { content.path }

    /// The roles that depend on this one, and itself.
    var lineage: [Role] { parents + [self] }

    /// The defaults that a task of the role sees: those of its dependencies, then of the roles that
    /// depend on it, then its own; later ones win.
    public var defaults: [VariableSet] {
        content.allDependencies.flatMap(\.defaults) + parents.flatMap(\.content.defaults)
            + content.defaults
    }

    /// The variables that a task of the role sees, as the defaults; later ones win.
    public var variables: [VariableSet] {
        parents.flatMap { [$0.useVariables] + $0.content.variables }
            + content.allDependencies.flatMap(\.variables)
            + [useVariables] + content.variables
    }

    /// The parameters that a task of the role sees, those of the roles that depend on it first.
    public var parameters: [VariableSet] {
        parents.map(\.ownParameters) + [ownParameters]
    }
}

/// What a role's folder holds beside tasks, handlers, files and templates.
public final class RoleContent: Sendable {
    /// The role's name, with its collection.
    public let name: String
    /// The collection that the role belongs to.
    public let collection: String?
    /// The role's folder.
    public let path: String
    /// The files of `defaults`.
    public let defaults: [VariableSet]
    /// The files of `vars`.
    public let variables: [VariableSet]
    /// `dependencies` of `meta/main.yml`.
    public let dependencies: [RoleDependency]
    /// `allow_duplicates` of `meta/main.yml`.
    public let allowsDuplicates: Bool
    /// The options by entry point, from `meta/argument_specs.yml` or `meta/main.yml`.
    public let specifications: [String: RoleSpecification]

    init(
        path: String,
        defaults: [VariableSet],
        variables: [VariableSet],
        dependencies: [RoleDependency],
        allowsDuplicates: Bool,
        specifications: [String: RoleSpecification]
    ) {
        self.path = path
        let parts = path.split(separator: "/").map(String.init)
        let home = RoleContent.collection(of: parts)
        collection = home?.name
        name = ([home?.name].compactMap(\.self) + parts.suffix(home?.depth ?? 1))
            .joined(separator: ".")
        self.defaults = defaults
        self.variables = variables
        self.dependencies = dependencies
        self.allowsDuplicates = allowsDuplicates
        self.specifications = specifications
    }

    /// `…/ansible_collections/NAMESPACE/NAME/roles/ROLE` is of `NAMESPACE.NAME`, and `depth` folders
    /// below `roles`.
    private static func collection(of parts: [String]) -> (name: String, depth: Int)? {
        guard let root = parts.lastIndex(of: "ansible_collections"), parts.count > root + 4,
            parts[root + 3] == "roles"
        else { return nil }
        return ("\(parts[root + 1]).\(parts[root + 2])", parts.count - root - 4)
    }

    /// The contents of all roles that this one depends on, in the order in which they run.
    public var allDependencies: [RoleContent] {
        dependencies.flatMap { $0.content.allDependencies + [$0.content] }
    }
}

/// One entry of a role's `dependencies`.
public struct RoleDependency: Sendable {
    /// The role it names.
    public let content: RoleContent
    /// What the entry gives it.
    let use: RoleUse
}

/// The start of a role: where its options are held against its specification.
public struct RoleEntrance: Sendable {
    /// The role.
    public let role: Role
    /// Whether it runs again on a host where the same use ran.
    public let isRepeatable: Bool
    /// The entry point: `main`, or the `tasks_from` of the use.
    public let entryPoint: String
    /// What the options are held against; nil when the role describes none for the entry point, or
    /// the use turns validation off.
    public let specification: RoleSpecification?
}

/// The options of one entry point of a role.
public struct RoleSpecification: Sendable {
    /// `short_description`.
    public let summary: String?
    /// `options` with their types.
    public let options: ArgumentTable
    /// Where the entry point is described.
    public let place: SourcePlace
}
