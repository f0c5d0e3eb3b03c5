public import DocumentValues

/// The keywords that plays, roles, blocks and tasks share and hand down to what they contain.
///
/// A task's directives hold what it inherits already: of a keyword with one value the innermost
/// wins; conditions, tags, environments, variables and notifications add up, outermost first.
public struct Directives: Sendable {
    /// `become`.
    public var become: Setting<Bool>?
    /// `become_user`.
    public var becomeUser: Setting<String>?
    /// `become_method`.
    public var becomeMethod: Setting<String>?
    /// `become_flags`.
    public var becomeFlags: Setting<String>?
    /// `connection`.
    public var connection: Setting<String>?
    /// `remote_user`.
    public var remoteUser: Setting<String>?
    /// `port`.
    public var port: Setting<Int>?
    /// `ignore_errors`.
    public var ignoreErrors: Setting<Bool>?
    /// `ignore_unreachable`.
    public var ignoreUnreachable: Setting<Bool>?
    /// `no_log`.
    public var noLog: Setting<Bool>?
    /// `check_mode`.
    public var checkMode: Setting<Bool>?
    /// `diff`.
    public var diff: Setting<Bool>?
    /// `any_errors_fatal`.
    public var anyErrorsFatal: Setting<Bool>?
    /// `run_once`.
    public var runOnce: Setting<Bool>?
    /// `throttle`.
    public var throttle: Setting<Int>?
    /// `timeout`, in seconds.
    public var timeout: Setting<Int>?
    /// `delegate_to`.
    public var delegateTo: Setting<String>?
    /// `delegate_facts`.
    public var delegateFacts: Setting<Bool>?
    /// `when`: every condition must hold; those of outer blocks come first.
    public var conditions: [Node] = []
    /// `environment`: mappings, or lists of them, or templates; later ones win.
    public var environment: [Node] = []
    /// `module_defaults`: mappings of module names to arguments; later ones win.
    public var moduleDefaults: [Node] = []
    /// `notify`: names of handlers, possibly templates.
    public var notifications: [Node] = []
    /// `tags`, in the order of writing, without repetitions.
    public var tags: [String] = []
    /// Templates of further `tags`.
    public var tagTemplates: [Node] = []
    /// `vars` of the blocks around and of the task itself; later ones win.
    public var variables: [VariableSet] = []

    /// No directives.
    public init() {}

    /// These directives, completed by those of what is around.
    public func inheriting(from outer: Directives) -> Directives {
        var result = self
        for directive in Directives.single { directive.inherit(&result, outer) }
        result.conditions = outer.conditions + conditions
        result.environment = outer.environment + environment
        result.moduleDefaults = outer.moduleDefaults + moduleDefaults
        result.notifications = outer.notifications + notifications
        result.variables = outer.variables + variables
        result.tagTemplates = outer.tagTemplates + tagTemplates
        result.tags = outer.tags
        for tag in tags where !result.tags.contains(tag) { result.tags.append(tag) }
        return result
    }

    /// A keyword that has one value, the innermost one.
    private struct SingleDirective: Sendable {
        let inherit: @Sendable (inout Directives, Directives) -> Void

        init<Value>(_ path: any WritableKeyPath<Directives, Setting<Value>?> & Sendable) {
            inherit = { inner, outer in
                let own = inner[keyPath: path]
                inner[keyPath: path] = own?.within(outer[keyPath: path]) ?? outer[keyPath: path]
            }
        }
    }

    private static let single: [SingleDirective] = [
        .init(\.become), .init(\.becomeUser), .init(\.becomeMethod), .init(\.becomeFlags),
        .init(\.connection), .init(\.remoteUser), .init(\.port), .init(\.ignoreErrors),
        .init(\.ignoreUnreachable), .init(\.noLog), .init(\.checkMode), .init(\.diff),
        .init(\.anyErrorsFatal), .init(\.runOnce), .init(\.throttle), .init(\.timeout),
        .init(\.delegateTo), .init(\.delegateFacts),
    ]
}
