public import DocumentValues

/// One argument of a module, or one option of a role's `argument_specs`: they are the same kind.
public struct ArgumentSpecification: Sendable {
    /// The types of Ansible's argument specifications.
    public indirect enum Kind: Sendable, Hashable {
        /// `str`: scalars become text.
        case string
        /// `int`: also from text.
        case integer
        /// `float`: also from numbers and text.
        case float
        /// `bool`: also yes/no, on/off, true/false, 1/0, y/n, t/f as text.
        case bool
        /// `path`: text; `~` and variables are expanded on the target.
        case path
        /// `path` of a file of the controller, or of the target where the argument `remote_src`
        /// says so.
        case controllerPath
        /// `raw`: anything.
        case raw
        /// `bytes`: a number of bytes, also with a unit as `1M`.
        case byteCount
        /// `dict`: a mapping, also from `k=v` text.
        case map
        /// `list`, with the type of its elements; a scalar becomes a list, text splits at commas.
        case list(Kind)
    }

    /// What makes a secret of an argument that is none otherwise.
    public struct SecretCondition: Sendable, Hashable {
        /// The other argument.
        public let name: String
        /// Its value.
        public let value: Value

        /// The argument of that name has that value.
        public init(_ name: String, is value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// The name.
    public let name: String
    /// Other names of the same argument.
    public let aliases: [String]
    /// The type.
    public let kind: Kind
    /// Whether it must be given.
    public let isRequired: Bool
    /// The value when it is not given.
    public let defaultValue: Value?
    /// The only values allowed; empty when there is no such limit.
    public let choices: [Value]
    /// Whether its value is a secret that no output may show.
    public let isSecret: Bool
    /// Another argument whose value makes this one's a secret.
    public let secretCondition: SecretCondition?
    /// The options of a mapping, or of each mapping in a list; nil when its keys are free.
    public let options: ArgumentTable?

    /// An argument.
    public init(
        _ name: String,
        _ kind: Kind = .string,
        aliases: [String] = [],
        isRequired: Bool = false,
        defaultValue: Value? = nil,
        choices: [Value] = [],
        isSecret: Bool = false,
        secretCondition: SecretCondition? = nil,
        options: ArgumentTable? = nil
    ) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.choices = choices
        self.isSecret = isSecret
        self.secretCondition = secretCondition
        self.options = options
    }
}

extension ArgumentSpecification {
    /// Whether the value is a secret beside the values of the other arguments.
    public func isSecret(among arguments: ValueMap) -> Bool {
        isSecret || secretCondition.map { arguments[$0.name] == $0.value } ?? false
    }
}

/// The arguments of a module, or the options of a role's entry point, with the rules between them.
public struct ArgumentTable: Sendable {
    /// A rule between arguments.
    public enum Rule: Sendable, Hashable {
        /// At most one of these.
        case mutuallyExclusive([String])
        /// At least one of these.
        case requiredOneOf([String])
        /// All of these or none.
        case requiredTogether([String])
        /// When the first has that value, all of these.
        case requiredIf(String, Value, [String])
    }

    /// The arguments.
    public let arguments: [ArgumentSpecification]
    /// The rules between them.
    public let rules: [Rule]
    /// The argument that takes free text, as `command: uptime`; nil when there is none.
    public let freeForm: String?
    /// The arguments that may stand in the free text as `name=value`; nil when all may.
    public let namesInFreeForm: [String]?
    /// Whether arguments of any other name are taken too, as by `set_fact`.
    public let takesAnyName: Bool

    /// A table.
    public init(
        _ arguments: [ArgumentSpecification],
        rules: [Rule] = [],
        freeForm: String? = nil,
        namesInFreeForm: [String]? = nil,
        takesAnyName: Bool = false
    ) {
        self.arguments = arguments
        self.rules = rules
        self.freeForm = freeForm
        self.namesInFreeForm = namesInFreeForm
        self.takesAnyName = takesAnyName
    }

    /// The specification of an argument by its name or an alias.
    public subscript(name: String) -> ArgumentSpecification? {
        arguments.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// Every name that is taken, aliases too.
    public var allNames: [String] { arguments.flatMap { [$0.name] + $0.aliases } }
}
