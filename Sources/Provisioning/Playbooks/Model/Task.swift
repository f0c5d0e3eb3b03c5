public import Diagnostics
public import DocumentValues

/// One task: what it does, when, how often, and what becomes of the result.
public struct Task: Sendable {
    /// `name`, possibly a template; nil when the operator gave none.
    public var name: Node?
    /// What is done.
    public var action: Action
    /// The keywords that tasks share with blocks, with what is inherited from around.
    public var directives: Directives
    /// What the task inherits from around, without its own keywords.
    public var inherited: Directives
    /// `loop` or `with_…`.
    public var loop: Loop?
    /// `until`, `retries` and `delay`.
    public var retry: Retry?
    /// `async` and `poll`.
    public var background: Background?
    /// `register`.
    public var register: String?
    /// `changed_when`: it changed something if all hold; nil leaves it to the module.
    public var changedWhen: [Node]?
    /// `failed_when`: it failed if all hold; nil leaves it to the module.
    public var failedWhen: [Node]?
    /// `listen` of a handler.
    public var listen: [String]
    /// What Switchyard lacks of what the task names besides its module and arguments, and would
    /// come to after a change only.
    public var gaps: [Diagnostic]
    /// The role that the task belongs to.
    public var role: Role?
    /// Where the task starts.
    public var place: SourcePlace
    /// The places that led to the task's file, innermost first.
    public var includedFrom: [SourcePlace]

    /// The path of the file that holds the task.
    public var file: String { place.source.name }

    /// The task's name in lists and output as far as it is known before the run: its `name`, or
    /// the name of its module, with the role before it.
    public var title: String {
        let own = name?.string ?? action.name
        return role.map { "\($0.name) : \(own)" } ?? own
    }
}

/// `until`, with its `retries` and `delay`.
public struct Retry: Sendable {
    /// `until`: the task is done when all hold; empty retries until it does not fail.
    public let conditions: [Node]
    /// `retries`; 3 by default.
    public let retries: Setting<Int>?
    /// `delay` in seconds; 5 by default.
    public let delay: Setting<Double>?
}

/// `async`, with its `poll`.
public struct Background: Sendable {
    /// `async`: how many seconds the task may take; 0 is no such task.
    public let limit: Setting<Int>
    /// `poll`: how many seconds are between two looks; 15 by default, 0 goes on without.
    public let poll: Setting<Int>?
}

/// What a task does.
public enum Action: Sendable {
    /// A module is called.
    case module(ModuleCall)
    /// Tasks are read from a file where the task stands in the run.
    case includeTasks(TasksInclude)
    /// A role is loaded where the task stands in the run.
    case includeRole(RoleInclude)

    /// The name of the module or of the include, as written.
    public var name: String {
        switch self {
        case .module(let call): call.name
        case .includeTasks(let include): include.name
        case .includeRole(let include): include.name
        }
    }
}
