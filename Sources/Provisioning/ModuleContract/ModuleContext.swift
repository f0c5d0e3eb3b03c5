public import DocumentValues

/// What a module may know of the run when it decodes its arguments.
public struct ModuleContext: Sendable {
    /// The controller's files and the host's variables, as a task sees them.
    public let controller: any ControllerFiles
    /// `ansible_facts` of the host.
    public let facts: ValueMap
    /// Whether nothing is to be changed.
    public let isCheckMode: Bool
    /// Whether diffs are wanted; modules may leave out the reading of old contents otherwise.
    public let isDiffMode: Bool
    /// How many `-v` the operator gave.
    public let verbosity: Int
    /// The arguments that may hold text that no operator wrote; it is never an expression.
    public let foreignArguments: Set<String>

    /// A context.
    public init(
        controller: any ControllerFiles,
        facts: ValueMap,
        isCheckMode: Bool,
        isDiffMode: Bool,
        verbosity: Int = 0,
        foreignArguments: Set<String> = []
    ) {
        self.controller = controller
        self.facts = facts
        self.isCheckMode = isCheckMode
        self.isDiffMode = isDiffMode
        self.verbosity = verbosity
        self.foreignArguments = foreignArguments
    }
}

/// The controller's files as a task finds them: in the role's folders, then beside the playbook.
public protocol ControllerFiles: Sendable {
    /// The path of a file that a task names.
    ///
    /// - Parameters:
    ///   - name: the name as written, absolute or relative.
    ///   - folder: the folder of roles that holds such files: `files`, `templates`, `vars`.
    /// - Returns: the path of the first that is there.
    /// - Throws: a failure that lists the places that were searched.
    func find(_ name: String, in folder: String) throws(ModuleFailure) -> String

    /// The bytes of a file, decrypted when it is a vault.
    func read(_ path: String) throws(ModuleFailure) -> [UInt8]

    /// The entries below a directory, relative, directories with a `/` at the end, sorted.
    func list(_ directory: String) throws(ModuleFailure) -> [String]

    /// Whether the path is a directory.
    func isDirectory(_ path: String) -> Bool

    /// The text of a link that leads nowhere, or to a directory around it; nil for what is read.
    func linkText(_ path: String) -> String?

    /// The permission bits of a file.
    func mode(_ path: String) throws(ModuleFailure) -> Int

    /// A template file rendered with the variables of the task.
    ///
    /// - Throws: the template's diagnostic, rendered, as a failure.
    func render(_ path: String, options: TemplateOptions) throws(ModuleFailure) -> [UInt8]

    /// Whether a condition, a bare expression, holds with the variables of the task.
    func evaluate(condition: String) throws(ModuleFailure) -> Bool

    /// The value of a variable, templated; nil when it is not defined.
    func variable(_ name: String) throws(ModuleFailure) -> Value?

    /// The value of an expression, templated; nil when something in it is not defined.
    func expression(_ text: String) throws(ModuleFailure) -> Value?

    /// A YAML or JSON file as variables, vaulted texts decrypted, other texts left as templates.
    func variables(in path: String) throws(ModuleFailure) -> VariableSet
}

/// How the `template` module wants a file rendered; the defaults are Ansible's.
public struct TemplateOptions: Sendable, Hashable {
    /// Whether the newline after a block is dropped.
    public var trimsBlocks = true
    /// Whether the blanks before a block are dropped.
    public var stripsLeft = false
    /// The line end of the result.
    public var newlineSequence = "\n"
    /// The markers of a variable: start and end.
    public var variableMarkers = ["{{", "}}"]
    /// The markers of a block: start and end.
    public var blockMarkers = ["{%", "%}"]

    /// The file as the task names it; nil is its path.
    public var sourceName: String?
    /// Where the result goes, as the task names it.
    public var destination: String?

    /// Ansible's defaults.
    public init() {}
}
