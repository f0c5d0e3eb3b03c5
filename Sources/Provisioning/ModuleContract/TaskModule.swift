/// A module of the playbook language: decides from arguments and facts what is to change.
///
/// A module only plans. It has no way to touch the host: what it wants to know is a ``Probe``, what
/// it wants done is a ``Plan``, both data. Running carries the plan out, check mode does not, diff
/// mode prints it; so check mode cannot lie.
public protocol TaskModule: Sendable {
    /// The arguments, decoded and typed.
    associatedtype Arguments: Sendable

    /// What the module has to know about the host.
    associatedtype Facts: Sendable

    /// Name, argument table and nature of the module; checked before any host is contacted.
    static var description: ModuleDescription { get }

    /// Turns arguments that fit the table into typed ones; refuses combinations the table can't.
    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments

    /// What has to be asked of the host; reading only.
    static func probe(_ arguments: Arguments) -> Probe<Facts>

    /// Lists the changes that lead from `facts` to what `arguments` ask for; none means in place.
    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan
}

/// What is known of a module before it runs.
public struct ModuleDescription: Sendable {
    /// Whether check mode may run the module's probe and report its plan.
    public enum CheckMode: Sendable {
        /// The plan says truly what would change.
        case planned
        /// What it does can't be foreseen, as with `command`: check mode skips it.
        case skipped
    }

    /// Where the module's requests go.
    public enum Scope: Sendable {
        /// To the host (or the one delegated to).
        case host
        /// Nowhere: it works on the run itself, as `set_fact` does, and needs no connection.
        case run
    }

    /// The short name, as `template`.
    public let name: String

    /// Other names: `ansible.builtin.NAME` and `ansible.legacy.NAME` come by themselves.
    public let otherNames: [String]

    /// The arguments that it takes.
    public let arguments: ArgumentTable

    /// How check mode treats it.
    public let checkMode: CheckMode

    /// Where its requests go.
    public let scope: Scope

    /// The keys of its result that are secrets, which no output may show.
    public let secretResults: [String]

    /// Whether it is called once for all hosts of the play, with the variables of the first.
    public let isForAllHosts: Bool

    /// Describes a module.
    public init(
        name: String,
        otherNames: [String] = [],
        arguments: ArgumentTable,
        checkMode: CheckMode = .planned,
        scope: Scope = .host,
        isForAllHosts: Bool = false,
        secretResults: [String] = []
    ) {
        self.name = name
        self.otherNames = otherNames
        self.arguments = arguments
        self.checkMode = checkMode
        self.scope = scope
        self.isForAllHosts = isForAllHosts
        self.secretResults = secretResults
    }

    /// Every name that a task may call the module by.
    public var allNames: [String] {
        [name, "ansible.builtin.\(name)", "ansible.legacy.\(name)"] + otherNames
    }
}
